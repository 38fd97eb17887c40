import { linkSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sessionRow } from '#db/fixtures/session-row.ts'
import { createTempDatabase } from '#db/fixtures/temp-database.ts'
import { findSessionMedia } from '#db/queries/media/media.ts'
import { createSession } from '#db/queries/sessions.ts'
import { createManualClock } from '#testing/manual-clock.ts'
import { startTelegram, type TestTelegram } from '#testing/telegram/telegram.ts'
import { createTelegram } from '../channels/telegram/telegram.ts'
import { noFailpoints } from '../clock.ts'
import { openInside } from './open-inside.ts'
import { createOfferFile, withSendFile } from './send-file.ts'
import { createMediaStore } from './store.ts'

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex')

let database: ReturnType<typeof createTempDatabase>
beforeEach(() => {
  database = createTempDatabase()
})
afterEach(() => database.remove())

function setUp() {
  const { db } = database.open()
  const workspace = join(database.folder, 'workspace')
  for (const folder of [workspace, join(workspace, 'out')]) mkdirSync(folder)
  const clock = createManualClock()
  const limits = () => ({ maxBytes: 1_000_000, totalBytes: 9_000_000, days: 30 })
  const store = createMediaStore({ db, clock, folder: database.folder, limits, failpoint: noFailpoints })
  createSession(db, sessionRow('s'))
  const offer = createOfferFile({ db, store })
  const records = withSendFile(async () => ({ output: 'other', tainted: false }), { offer, workspace })
  const run = {
    sessionId: 's',
    tainted: false,
    private: true,
    local: true,
    runId: 'run',
    toolCallId: 'call',
  }
  const send = (path: string, caption?: string) =>
    records({ tool: 'send_file', input: { path, caption } }, run)
  return { db, store, records, run, send, workspace }
}

describe('send_file', () => {
  it('keeps a file of the workspace as a part of the answer, with what is known of the run', async () => {
    const { db, send, workspace, records, run } = setUp()
    writeFileSync(join(workspace, 'out', 'dot.txt'), PNG)
    const { output, file } = await send('out/dot.txt', 'a dot')
    expect(output).toMatchObject({ name: 'dot.txt', type: 'image/png', bytes: PNG.length })
    expect(file).toMatchObject({ state: 'ready', caption: 'a dot' })
    const mediaId = file?.mediaId ?? ''
    expect(findSessionMedia(db, { mediaId, sessionId: 's' })).toMatchObject({ private: true, tainted: false })
    expect(await records({ tool: 'status', input: {} }, run)).toMatchObject({ output: 'other' })
  })

  /** Paths that lead out of the workspace, or to what tools must not have. */
  function layTraps(workspace: string): readonly string[] {
    const secret = join(database.folder, 'secret')
    writeFileSync(secret, 'top secret')
    symlinkSync(secret, join(workspace, 'link'))
    symlinkSync(database.folder, join(workspace, 'up'))
    symlinkSync('../..', join(workspace, 'out', 'far'))
    linkSync(secret, join(workspace, 'twin'))
    return [
      'link',
      'up/secret',
      'out/far/secret',
      'twin',
      secret,
      '../secret',
      'out/../../secret',
      'out',
      '.',
      'a\0b',
    ]
  }
  /** The first path by which the secret can be had. */
  async function findEscape(
    traps: readonly string[],
    read: (path: string) => Promise<unknown>,
  ): Promise<string | undefined> {
    for (const path of traps) {
      const got = await read(path).catch(() => undefined)
      if (got !== undefined) return path
    }
    return undefined
  }

  it('F2: sends nothing from outside the workspace, whatever leads there', async () => {
    const { send, workspace } = setUp()
    expect(await findEscape(layTraps(workspace), send)).toBeUndefined()
    await expect(openInside(workspace, 'link')).rejects.toMatchObject({ code: 'path_denied' })
    await expect(openInside(workspace, 'nothing')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('F2, planted: a reader that joins paths is found out', async () => {
    const { workspace } = setUp()
    const read = async (path: string) => readFileSync(join(workspace, path))
    expect(await findEscape(layTraps(workspace), read)).toBe('link')
  })
})

describe('files to Telegram', () => {
  let telegram: TestTelegram
  beforeEach(async () => {
    telegram = await startTelegram()
    telegram.open(41)
  })
  afterEach(() => telegram.stop())

  async function connect() {
    const channel = createTelegram(
      { account: 'default', token: telegram.token, apiRoot: telegram.url, setting: 'a.token' },
      { clock: createManualClock(), log: { info() {}, warn() {} }, changed() {} },
    )
    await channel.start(async () => {})
    const send = (bytes: Uint8Array, type: string, text = '') => {
      const path = join(database.folder, 'file')
      writeFileSync(path, bytes)
      const attachments = [{ mediaId: 'm', name: '报告.bin', type, path }]
      return channel.send({ chatId: '41', text, idempotencyKey: 'k', attachments })
    }
    return { channel, send }
  }
  const last = () => telegram.sent().at(-1)

  it('go as what they are, with formatted words below them', async () => {
    const { channel, send } = await connect()
    expect(await send(PNG, 'image/png', '**a** dot')).toMatchObject({ kind: 'sent' })
    expect(last()?.method).toBe('sendPhoto')
    expect(telegram.texts(41)).toEqual(['a dot'])
    await send(Buffer.alloc(300_000, 1), 'audio/ogg')
    expect(last()?.method).toBe('sendVoice')
    await send(Buffer.from('words'), 'text/plain')
    expect(last()?.method).toBe('sendDocument')
    const file = Object.values(last()?.params ?? {}).find((value) => value instanceof File)
    expect([file?.name, file?.size]).toEqual(['报告.bin', 5])
    await channel.stop()
  })

  it('K8: may have arrived where the answer is lost, and wait where Telegram says so', async () => {
    const { channel, send } = await connect()
    telegram.faults.cut(1, { method: 'sendDocument', taken: true })
    expect(await send(PNG, 'application/pdf')).toMatchObject({ kind: 'uncertain' })
    telegram.faults.tooMany(1, 3, { method: 'sendDocument' })
    expect(await send(PNG, 'application/pdf')).toMatchObject({ kind: 'refused', retryAfterMs: 3_000 })
    telegram.block(41)
    expect(await send(PNG, 'application/pdf')).toMatchObject({ kind: 'refused', permanent: true })
    await channel.stop()
  })
})
