import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTempDatabase } from '#db/fixtures/temp-database.ts'
import { AppError } from '#protocol/errors.ts'
import { createManualClock } from '#testing/manual-clock.ts'
import type { Failpoint } from '../clock.ts'
import { cleanName } from './clean-name.ts'
import { placeInWorkspace, removeCopy } from './place.ts'
import { sniffType } from './sniff-type.ts'
import { createMediaStore } from './store.ts'
import { startSweep } from './sweep.ts'

const HOUR_MS = 60 * 60_000
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

async function* pieces(...parts: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part)
}

let database: ReturnType<typeof createTempDatabase>
beforeEach(() => {
  database = createTempDatabase()
})
afterEach(() => database.remove())

function setUp(options: { maxBytes?: number; totalBytes?: number; failpoint?: Failpoint } = {}) {
  const { maxBytes = 1_000_000, totalBytes = 10_000_000, failpoint = () => {} } = options
  const { db } = database.open()
  const clock = createManualClock()
  const folder = join(database.folder, 'media')
  const workspace = join(database.folder, 'workspace')
  for (const path of [folder, workspace]) mkdirSync(path, { recursive: true })
  const store = createMediaStore({
    db,
    clock,
    folder,
    limits: () => ({ maxBytes, totalBytes, days: 30 }),
    failpoint,
  })
  const sweep = () => startSweep({ db, clock, folder, log: { info() {}, warn() {} } })
  const files = () =>
    readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  return { db, clock, folder, workspace, store, sweep, files }
}

describe('the media store', () => {
  it('keeps equal bytes once, for their owner only, under the type that they show', async () => {
    const { store, files } = setUp()
    const first = await store.add({ bytes: pieces(PNG.subarray(0, 9), PNG.subarray(9)), name: 'cat.txt' })
    const second = await store.add({ bytes: pieces(PNG), name: 'again.png' })
    expect(first).toMatchObject({ name: 'cat.txt', type: 'image/png', bytes: PNG.length })
    expect(second.mediaId).not.toBe(first.mediaId)
    expect(files()).toHaveLength(1)
    const kept = await store.find(first.mediaId)
    expect(readFileSync(kept?.file ?? '')).toEqual(PNG)
    expect(statSync(kept?.file ?? '').mode & 0o777).toBe(0o600)
  })

  it.each<[string, AsyncIterable<Uint8Array>, number | undefined, object]>([
    [
      'C15: what is longer than may be',
      pieces('x'.repeat(600), 'x'.repeat(600)),
      undefined,
      { code: 'too_large' },
    ],
    ['C15: what says so beforehand', pieces('x'), 5_000, { code: 'too_large' }],
    ['what is empty', pieces(), undefined, { code: 'bad_request' }],
    ['more than all files may be', pieces('x'.repeat(900)), undefined, { code: 'too_many' }],
    [
      'what breaks off',
      (async function* () {
        yield Buffer.from('half')
        throw new AppError('channel_unavailable', 'The connection broke.')
      })(),
      undefined,
      { code: 'channel_unavailable' },
    ],
    [
      'what a full disk does not take',
      (async function* () {
        yield Buffer.from('half')
        throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
      })(),
      undefined,
      { code: 'state_unwritable', message: expect.stringContaining('Free some space') },
    ],
  ])('refuses %s, and leaves nothing of it', async (...[, bytes, size, error]) => {
    const { store, files } = setUp({ maxBytes: 1_000, totalBytes: 800 })
    await expect(store.add({ bytes, size })).rejects.toMatchObject(error)
    expect(files().filter(({ name }) => name.startsWith('.part-'))).toEqual([])
  })

  it.each(['media.before-rename', 'media.after-rename'])(
    'a stop at %s leaves no file that counts',
    async (point) => {
      const { store, sweep, files, folder } = setUp({
        failpoint: (name) => {
          if (name === point) throw new Error('killed')
        },
      })
      await expect(store.add({ bytes: pieces('words') })).rejects.toThrow('killed')
      // What a kill leaves beside it, and old enough that nobody is about to name it.
      writeFileSync(join(folder, '.part-left'), 'half')
      const hourAgo = new Date(Date.now() - 2 * HOUR_MS)
      for (const { parentPath, name } of files()) utimesSync(join(parentPath, name), hourAgo, hourAgo)
      sweep().stop()
      expect(files()).toEqual([])
    },
  )

  it('forgets what was never part of a message after a day, and everything in time', async () => {
    const { store, clock, sweep, files, folder } = setUp()
    const { mediaId } = await store.add({ bytes: pieces('words') })
    clock.advance(25 * HOUR_MS)
    const hourAgo = new Date(Date.now() - 2 * HOUR_MS)
    for (const { parentPath, name } of files()) utimesSync(join(parentPath, name), hourAgo, hourAgo)
    sweep().stop()
    expect(await store.find(mediaId)).toBeUndefined()
    expect(readdirSync(folder, { recursive: true })).toHaveLength(1)
    const other = await store.add({ bytes: pieces('more') })
    clock.advance(31 * 24 * HOUR_MS)
    expect(await store.find(other.mediaId)).toBeUndefined()
  })

  it('C15: holds a few pieces of a 20 MB file in memory, not the file', async () => {
    const { store } = setUp({ maxBytes: 20_000_000, totalBytes: 30_000_000 })
    setFlagsFromString('--expose-gc')
    const collectGarbage = runInNewContext('gc') as () => void
    collectGarbage()
    const piece = Buffer.alloc(64 * 1024, 7)
    let most = 0
    const before = process.memoryUsage()
    async function* large() {
      for (let sent = 0; sent + piece.length <= 20_000_000; sent += piece.length) {
        yield Buffer.from(piece)
        if (sent % (2 * 1024 * 1024) === 0) collectGarbage()
        most = Math.max(most, process.memoryUsage().arrayBuffers - before.arrayBuffers)
      }
    }
    expect((await store.add({ bytes: large() })).bytes).toBeGreaterThan(19_900_000)
    expect(most).toBeLessThan(12_000_000)
  })
})

describe('C15: what files are', () => {
  const zip = Buffer.from('504b0304140000000800', 'hex')
  it.each<[string, string | Uint8Array, string, string]>([
    ['a script that calls itself a picture', '<script>alert(1)</script>', 'cat.png', 'text/html'],
    [
      'a picture with a script in it',
      '<?xml version="1.0"?><svg xmlns="x"><script/></svg>',
      'a.png',
      'image/svg+xml',
    ],
    ['a page behind a comment', '<!-- x --><html>', 'notes.md', 'text/html'],
    [
      'a picture with a page behind it',
      Buffer.concat([PNG, Buffer.from('<html><script>')]),
      'a.html',
      'image/png',
    ],
    ['an archive', zip, 'a.zip', 'application/zip'],
    [
      'a document in an archive',
      zip,
      'a.docx',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    ],
    ['an archive that calls itself a picture', zip, 'a.png', 'application/zip'],
    ['a program', Buffer.from('7f454c4602010100', 'hex'), 'a.pdf', 'application/x-elf'],
    ['notes', '# Notes\nwords', 'a.md', 'text/markdown'],
    ['words with a cut character', Buffer.from('wör').subarray(0, 2), 'a', 'text/plain'],
    ['a PDF', '%PDF-1.7\n', 'a.txt', 'application/pdf'],
    ['noise', Buffer.from([0, 1, 2, 0xff, 0xfe, 0]), 'a.md', 'application/octet-stream'],
  ])('%s', async (...[, bytes, name, type]) => {
    expect(await sniffType(Buffer.from(bytes), name)).toBe(type)
  })
})

const NAMES: readonly (readonly [string, string])[] = [
  ['../../etc/passwd', 'passwd'],
  ['C:\\Windows\\evil.exe', 'evil.exe'],
  ['.bashrc', 'bashrc'],
  ['-rf.txt', 'rf.txt'],
  ['invoice\u202efdp.exe', 'invoice fdp.exe'],
  ['a\r\nSet-Cookie: x.png', 'a Set-Cookie x.png'],
  ['nul\0byte.png', 'nul byte.png'],
  ['..', 'file'],
  ['   ', 'file'],
  ['报告 2026.pdf', '报告 2026.pdf'],
]

/** What a cleaner of names must do; says which name it lets through as something else. */
const findNameFault = (clean: (name: string) => string): string | undefined =>
  NAMES.find(([given, expected]) => clean(given) !== expected)?.[0]

describe('C15: names that senders choose', () => {
  it('are cleaned', () => {
    expect(findNameFault((name) => cleanName(name, 'file'))).toBeUndefined()
    const long = cleanName(`${'字'.repeat(300)}.pdf`, 'file')
    expect(long).toMatch(/^字+\.pdf$/)
    expect(Buffer.byteLength(long)).toBeLessThanOrEqual(240)
  })

  it('planted: names that are taken as they come are found out', () => {
    expect(findNameFault((name) => name)).toBe('../../etc/passwd')
  })
})

describe('a copy in the workspace', () => {
  async function keep(words: string, name = 'notes.md') {
    const { store, workspace } = setUp()
    const { mediaId } = await store.add({ bytes: pieces(words), name })
    const kept = await store.find(mediaId)
    if (!kept) throw new Error('not kept')
    return { kept, workspace }
  }

  it('has its name, or the next free one, and is the same when it is put there again', async () => {
    const { kept, workspace } = await keep('one')
    expect(await placeInWorkspace(kept, workspace)).toBe('attachments/notes.md')
    expect(await placeInWorkspace(kept, workspace)).toBe('attachments/notes.md')
    const { kept: other } = await keep('two')
    expect(await placeInWorkspace(other, workspace)).toBe('attachments/notes-2.md')
    expect(readFileSync(join(workspace, 'attachments/notes-2.md'), 'utf8')).toBe('two')
    writeFileSync(join(workspace, 'attachments/notes-2.md'), 'two, and more')
    expect(await removeCopy({ path: 'attachments/notes-2.md', hash: other.hash }, workspace)).toBe(false)
    expect(await removeCopy({ path: 'attachments/notes.md', hash: kept.hash }, workspace)).toBe(true)
    expect(existsSync(join(workspace, 'attachments/notes.md'))).toBe(false)
  })

  it('F2: follows no link that a tool put in its way, and replaces nothing', async () => {
    const { kept, workspace } = await keep('one')
    const outside = join(database.folder, 'outside')
    mkdirSync(outside)
    mkdirSync(join(workspace, 'attachments'))
    symlinkSync(join(outside, 'planted.md'), join(workspace, 'attachments/notes.md'))
    expect(await placeInWorkspace(kept, workspace)).toBe('attachments/notes-2.md')

    const elsewhere = join(database.folder, 'second')
    mkdirSync(elsewhere)
    symlinkSync(outside, join(elsewhere, 'attachments'))
    await expect(placeInWorkspace(kept, elsewhere)).rejects.toMatchObject({ code: 'path_denied' })
    expect(readdirSync(outside)).toEqual([])
  })
})
