import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findSessionMedia } from '#db/queries/media/media.ts'
import { findMessage, listMessages } from '#db/queries/messages.ts'
import { findRun } from '#db/queries/runs.ts'
import type { AttachmentData } from '#protocol/media.ts'
import { startTelegram, type TestTelegram } from '#testing/telegram/telegram.ts'
import { group, groupText, person, privateMessage } from '#testing/telegram/updates.ts'
import { createTelegram } from '../channels/telegram/telegram.ts'
import { noFailpoints } from '../clock.ts'
import { createEvents } from '../events.ts'
import { createWayIn } from '../inbound/fixtures/way-in.ts'
import { createAttach } from './attach.ts'
import { startFetching } from './fetching.ts'

const sam = person(41)
let role: 'owner' | 'guest' = 'owner'
const contacts = { findRole: () => role, isGroupAllowed: () => true }

describe('files from Telegram', () => {
  let telegram: TestTelegram
  let wayIn: ReturnType<typeof createWayIn>
  const stops: (() => unknown)[] = []
  beforeEach(async () => {
    role = 'owner'
    telegram = await startTelegram()
    wayIn = createWayIn({ contacts, config: { media: { maxBytes: 50_000 } } })
  })
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop()
    await telegram.stop()
    wayIn.remove()
  })

  /** A gateway as far as files need one. `looked` resolves at the next file that is settled. */
  async function start() {
    const { clock, folder } = wayIn
    const gateway = wayIn.boot()
    const log = { info() {}, warn() {} }
    const waiting = new Set<() => void>()
    const look = (): void => {
      for (const one of [...waiting]) one()
    }
    const channel = createTelegram(
      { account: 'default', token: telegram.token, apiRoot: telegram.url, setting: 'a.token' },
      { clock, log, changed() {} },
    )
    await channel.start(async (message) => {
      await gateway.receive(message)
      look()
    })
    stops.push(channel.stop)
    const attach = createAttach({ store: gateway.media, workspace: folder, log })
    const open = () =>
      startFetching({
        db: gateway.db,
        clock,
        events: createEvents(),
        store: gateway.media,
        attach,
        totalBytes: () => 500_000,
        findChannel: () => channel,
        wakeSession: look,
        failpoint: noFailpoints,
        log: { warn: look },
      })
    const said = () => listMessages(gateway.db, { sessionId: mainId(), limit: 9 }).messages
    const mainId = () => gateway.sessions.getMain().id
    const files = (): AttachmentData[] =>
      said().flatMap(({ parts }) =>
        parts.flatMap((part) => (part.type === 'data-attachment' ? [part.data] : [])),
      )
    const when = (isSo: () => boolean): Promise<void> =>
      new Promise((resolve) => {
        const one = (): void => {
          if (!isSo()) return
          waiting.delete(one)
          resolve()
        }
        waiting.add(one)
        one()
      })
    return { gateway, open, said, files, when, mainId, folder }
  }

  const document = (bytes: Uint8Array, extra: object = {}, size?: number) =>
    privateMessage(sam, { document: { ...telegram.addFile(bytes, size), file_name: 'notes.md', ...extra } })

  it('K7: are announced with the stored message, fetched after it, and then its run begins', async () => {
    const rig = await start()
    telegram.push(document(Buffer.from('# notes'), { mime_type: 'image/png' }))
    await rig.when(() => rig.files().length === 1)
    expect(rig.files()[0]).toMatchObject({ state: 'fetching', name: 'notes.md', type: 'image/png' })
    expect(telegram.calls().some(({ method }) => method === 'getFile')).toBe(false)
    const [message] = rig.said()
    const runId = message?.metadata?.runId ?? ''
    expect(findRun(rig.gateway.db, runId)?.notBefore).toBeGreaterThan(wayIn.clock.now() + 50_000)

    const fetching = rig.open()
    stops.push(fetching.stop)
    fetching.wake()
    await rig.when(() => rig.files()[0]?.state === 'ready')
    expect(rig.files()[0]).toMatchObject({ type: 'text/markdown', bytes: 7, path: 'attachments/notes.md' })
    expect(readFileSync(join(rig.folder, 'attachments/notes.md'), 'utf8')).toBe('# notes')
    expect(findRun(rig.gateway.db, runId)?.notBefore).toBe(0)
  })

  it('survive a hand-over that breaks in the middle, and a gateway that stops', async () => {
    const rig = await start()
    telegram.faults.cut(1, { method: 'download' })
    telegram.push(document(Buffer.alloc(30_000, 'x')))
    await rig.when(() => rig.files().length === 1)
    const first = rig.open()
    first.wake()
    await telegram.waitFor('download')
    await first.stop()
    const second = rig.open()
    stops.push(second.stop)
    wayIn.clock.advance(2_000)
    second.wake()
    await rig.when(() => rig.files()[0]?.state === 'ready')
    expect(rig.files()[0]?.bytes).toBe(30_000)
  })

  it.each<[string, () => object, RegExp]>([
    [
      'what says that it is too large',
      () => document(Buffer.from('x'), {}, 900_000),
      /larger than files may be/,
    ],
    ['C15: what is larger than it says', () => document(Buffer.alloc(60_000), {}, 10), /larger than/],
    [
      'what Telegram has no more',
      () => privateMessage(sam, { voice: { file_id: 'gone', duration: 1 } }),
      /not have this/,
    ],
  ])('say of %s that it was not taken', async (_, update, problem) => {
    const rig = await start()
    const fetching = rig.open()
    stops.push(fetching.stop)
    telegram.push(update())
    await rig.when(() => rig.files().length === 1)
    fetching.wake()
    await rig.when(() => rig.files()[0]?.state === 'failed')
    expect(rig.files()[0]?.problem).toMatch(problem)
    expect(existsSync(join(rig.folder, 'attachments'))).toBe(false)
    expect(rig.gateway.runs()[0]?.notBefore).toBe(0)
  })

  it('K7: an album is one message and one run, wherever its words stand and however often it comes', async () => {
    const rig = await start()
    const photo = (name: string) => [{ ...telegram.addFile(Buffer.from(name)), width: 9, height: 9 }]
    const piece = (name: string, more: object = {}) =>
      privateMessage(sam, { photo: photo(name), media_group_id: 'album-1', ...more })
    const first = telegram.push(piece('one'))
    telegram.push(piece('two', { caption: 'which is best?' }))
    telegram.push(piece('three'))
    await rig.when(() => rig.files().length === 3)
    telegram.faults.redeliver(first)
    telegram.push(privateMessage(sam, { text: 'and now?' }))
    await rig.when(() => rig.said().length === 2)
    expect(rig.said()[0]?.parts[0]).toEqual({ type: 'text', text: 'which is best?' })
    expect(rig.gateway.runs()).toHaveLength(2)
    const fetching = rig.open()
    stops.push(fetching.stop)
    fetching.wake()
    await rig.when(() => rig.files().every(({ state }) => state === 'ready'))
    // Some of it may come still.
    expect(rig.gateway.runs()[0]?.notBefore).toBe(wayIn.clock.now() + 1_500)
  })

  it('of a group come with who is addressed, and so do the other pieces of his album', async () => {
    const rig = await start()
    const where = group(-1_005)
    const photo = () => [{ ...telegram.addFile(Buffer.from('x')), width: 9, height: 9 }]
    const { message } = groupText(where, sam, '@claw_test_bot look')
    const { text, entities, ...rest } = message as Record<string, unknown> & typeof message
    const album = { ...rest, photo: photo(), media_group_id: 'a' }
    telegram.push({ message: { ...album, caption: text, caption_entities: entities } })
    telegram.push({ message: { ...album, photo: photo() } })
    telegram.push({ message: { ...rest, photo: photo() } })
    await rig.when(() => rig.gateway.inbox().length === 3)
    const [run] = rig.gateway.runs()
    const parts = findMessage(rig.gateway.db, run?.userMessageId ?? '')?.parts ?? []
    expect(parts.map(({ type }) => type)).toEqual(['text', 'data-attachment', 'data-attachment'])
    expect(rig.gateway.inbox().map(({ reason }) => reason)).toEqual([null, 'album', 'not-addressed'])
  })

  it('C15: of a guest are not taken any more when they fill a tenth of the room', async () => {
    role = 'guest'
    const rig = await start()
    const fetching = rig.open()
    stops.push(fetching.stop)
    const guestFiles = () =>
      rig.gateway.runs().flatMap(({ userMessageId }) => {
        const parts = findMessage(rig.gateway.db, userMessageId)?.parts ?? []
        return parts.flatMap((part) => (part.type === 'data-attachment' ? [part.data.state] : []))
      })
    for (const letter of ['a', 'b', 'c']) telegram.push(document(Buffer.alloc(30_000, letter)))
    await rig.when(() => guestFiles().length === 3)
    fetching.wake()
    await rig.when(() => !guestFiles().includes('fetching'))
    telegram.push(document(Buffer.alloc(30_000, 'd')))
    await rig.when(() => guestFiles().length === 4)
    fetching.wake()
    await rig.when(() => guestFiles()[3] === 'failed')
    expect(existsSync(join(rig.folder, 'attachments'))).toBe(false)
  })

  it('that were passed on are not the owner’s own words', async () => {
    const rig = await start()
    const fetching = rig.open()
    stops.push(fetching.stop)
    const forward_origin = { type: 'user', sender_user: person(7), date: 1 }
    telegram.push(privateMessage(sam, { document: telegram.addFile(Buffer.from('x')), forward_origin }))
    await rig.when(() => rig.files().length === 1)
    fetching.wake()
    await rig.when(() => rig.files()[0]?.state === 'ready')
    const mediaId = rig.files()[0]?.mediaId ?? ''
    const of = { mediaId, sessionId: rig.mainId() }
    expect(findSessionMedia(rig.gateway.db, of)).toMatchObject({ tainted: true, private: false })
  })
})
