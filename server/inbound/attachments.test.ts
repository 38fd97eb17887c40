import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findMedia, findSessionMedia } from '#db/queries/media/media.ts'
import { deleteMessage } from '#db/queries/messages.ts'
import { isPrivatePath } from '#db/queries/privacy.ts'
import { OWNER_SCOPES, type Principal } from '#protocol/access/principal.ts'
import { createEvents } from '../events.ts'
import { createSessionFiles } from '../media/session-files.ts'
import { createUpkeep } from '../sessions/upkeep.ts'
import { createWayIn } from './fixtures/way-in.ts'

const owner: Principal = { role: 'owner', scopes: [...OWNER_SCOPES], credentialId: 'laptop' }

describe('a message with files', () => {
  let wayIn: ReturnType<typeof createWayIn>
  beforeEach(() => {
    wayIn = createWayIn({ models: { local: 'ollama:llama3' } })
  })
  afterEach(() => wayIn.remove())

  function setUp() {
    const gateway = wayIn.boot()
    async function keep(words: string, name: string) {
      async function* bytes() {
        yield Buffer.from(words)
      }
      const { mediaId } = await gateway.media.add({ bytes: bytes(), name })
      return { mediaId }
    }
    type Sent = { idempotencyKey?: string; sessionId?: string }
    const send = (text: string, attachments: { mediaId: string }[], more: Sent = {}) =>
      gateway.chat.send({
        principal: owner,
        text,
        attachments,
        idempotencyKey: text,
        channel: 'web',
        ...more,
      })
    const messages = (sessionId: string) => gateway.chat.history(sessionId, { limit: 9 }).messages
    return { gateway, keep, send, messages, folder: wayIn.folder }
  }

  it('has them as parts, with copies in the workspace, and once for one key', async () => {
    const { keep, send, messages, folder } = setUp()
    const notes = await keep('# notes', 'notes.md')
    const sent = await send('', [notes], { idempotencyKey: 'key-1' })
    expect(await send('', [notes], { idempotencyKey: 'key-1' })).toEqual(sent)
    expect(messages(sent.sessionId).map(({ parts }) => parts)).toEqual([
      [
        {
          type: 'data-attachment',
          data: {
            ...notes,
            name: 'notes.md',
            type: 'text/markdown',
            bytes: 7,
            state: 'ready',
            path: 'attachments/notes.md',
          },
        },
      ],
    ])
    expect(readFileSync(join(folder, 'attachments/notes.md'), 'utf8')).toBe('# notes')
  })

  it('is refused where a file is not there, and nothing of it is stored', async () => {
    const { gateway, send } = setUp()
    await expect(send('look', [{ mediaId: 'gone' }])).rejects.toMatchObject({ code: 'not_found' })
    await expect(send(' ', [])).rejects.toMatchObject({ code: 'bad_request' })
    expect(gateway.runs()).toEqual([])
  })

  it('is no command, which would lose them, and says its model all the same', async () => {
    const { gateway, keep, send, messages } = setUp()
    const sent = await send('/status', [await keep('x', 'a.txt')])
    expect(gateway.commands).toEqual([])
    expect(messages(sent.sessionId)[0]?.metadata?.command).toBeUndefined()
  })

  it('keeps a private one from models elsewhere, by its mark and that of its copy', async () => {
    const { gateway, keep, send } = setUp()
    const secret = await keep('secret', 'secret.txt')
    const { sessionId } = await send('use the local model: what is this?', [secret])
    expect(findSessionMedia(gateway.db, { ...secret, sessionId })).toMatchObject({
      private: true,
      tainted: false,
    })
    expect(isPrivatePath(gateway.db, 'attachments/secret.txt')).toBe(true)
  })

  it('takes them along when it is taken back, and when its conversation is deleted, unless another holds them', async () => {
    const { gateway, keep, send, messages, folder } = setUp()
    const { db, sessions } = gateway
    const [one, two] = [await keep('one', 'one.txt'), await keep('two', 'two.txt')]
    const { id } = sessions.create({ channel: 'web' })
    await send('first', [one], { sessionId: id })
    const second = await send('second', [two], { sessionId: id })
    const upkeep = createUpkeep({
      db,
      clock: wayIn.clock,
      events: createEvents(),
      sessions,
      isRunning: () => false,
      stopRun: async () => false,
      endCommands: async () => undefined,
      files: { list: () => [], remove: () => 0 },
      takeMedia: createSessionFiles({ db, folder, workspace: folder }),
      listBackupsSince: () => [],
    })
    const fork = await upkeep.fork(id, messages(id)[0]?.id ?? '')
    expect(findSessionMedia(db, { ...one, sessionId: fork.id })).toMatchObject({
      name: 'one.txt',
      path: 'attachments/one.txt',
    })
    expect(findSessionMedia(db, { ...two, sessionId: fork.id })).toBeUndefined()

    deleteMessage(db, second.userMessageId)
    expect(findSessionMedia(db, { ...two, sessionId: id })).toBeUndefined()
    expect((await upkeep.delete(id)).files).toBe(0)
    expect(findMedia(db, one.mediaId)).toBeDefined()
    const kept = await gateway.media.find(one.mediaId)
    expect((await upkeep.delete(fork.id)).files).toBe(1)
    expect(findMedia(db, one.mediaId)).toBeUndefined()
    expect(existsSync(kept?.file ?? '')).toBe(false)
    expect(existsSync(join(folder, 'attachments/one.txt'))).toBe(false)
  })
})
