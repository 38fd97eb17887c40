import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { verifyBackup } from '#db/backup.ts'
import { makeBundles, type TestBundles } from '#testing/bundles.ts'
import { backupName, chooseKept, listBackups } from './backup-files.ts'
import { createKeep } from './fixtures/keep.ts'

let bundles: TestBundles
beforeAll(async () => {
  const doomed = 'server/keeping/fixtures/doomed-backup.ts'
  bundles = await makeBundles([{ keeping: 'server/keeping/worker.ts' }, { doomed }])
}, 60_000)
afterAll(() => bundles.remove())

let keep: ReturnType<typeof createKeep>
beforeEach(() => {
  keep = createKeep(bundles.file('keeping'))
})
afterEach(() => keep.remove())

const HOUR = 3_600_000
const DAY = 24 * HOUR

describe('backups', () => {
  it('J12: are whole, private and verified although messages are written meanwhile', async () => {
    for (let index = 0; index < 300; index++) keep.say(`message ${index}`)
    let written = 300
    const writing = setInterval(() => keep.say(`later ${written++}`), 2)
    const backup = await keep.backups.create()
    clearInterval(writing)
    const file = join(keep.folder, backup.name)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(keep.backups.list()).toEqual([backup])
    const { messages } = verifyBackup(file)
    expect(messages).toBeGreaterThanOrEqual(300)
    expect(messages).toBeLessThanOrEqual(written)
    expect(readdirSync(keep.folder).sort()).toEqual([backup.name.replace('.db', '.json'), backup.name].sort())
    expect(await keep.told('backup-change')).toMatchObject({ name: backup.name, problem: null })
  })

  it('are called damaged where they are, and not where they could not be looked into', async () => {
    const { name } = await keep.backups.create()
    const file = join(keep.folder, name)
    writeFileSync(file, 'no database', { flag: 'r+' })
    expect(() => verifyBackup(file)).toThrow(expect.objectContaining({ code: 'state_corrupt' }))
    rmSync(file)
    expect(() => verifyBackup(file)).toThrow(expect.objectContaining({ code: 'state_unwritable' }))
  })

  it('are made by themselves five minutes after the start, when nothing runs, once a day', async () => {
    keep.busy.now = true
    keep.clock.advance(5 * 60_000)
    expect(existsSync(keep.folder)).toBe(false)
    keep.busy.now = false
    keep.clock.advance(5 * 60_000)
    await keep.told('backup-change')
    keep.clock.advance(3 * HOUR)
    expect(keep.published.filter((event) => event.type === 'backup-change')).toHaveLength(1)
  })

  it('are not made again where nothing was written since', async () => {
    const { createdAt } = await keep.backups.create()
    rmSync(`${keep.temp.file}-wal`, { force: true })
    keep.published.length = 0
    keep.clock.advance(3 * DAY)
    expect(keep.published).toEqual([])
    expect(keep.backups.health()).toEqual({ lastAt: createdAt, problem: null })
  })

  it('that fail are told, leave nothing behind and do not count', async () => {
    keep.say('something')
    const good = await keep.backups.create()
    for (let index = 0; index < 100; index++) keep.say(`message ${index}`)
    keep.handle.raw.pragma('wal_checkpoint(TRUNCATE)')
    const descriptor = openSync(keep.temp.file, 'r+')
    for (let page = 20; page < 60; page++) writeSync(descriptor, 'damage', page * 4096 + 8)
    closeSync(descriptor)
    await expect(keep.backups.create()).rejects.toMatchObject({ code: 'state_corrupt' })
    expect(keep.backups.list()).toEqual([good])
    expect(keep.backups.health()).toMatchObject({ lastAt: good.createdAt, problem: expect.any(String) })
    expect(keep.published.at(-1)).toMatchObject({ type: 'backup-change', name: null })
  })

  it('keep the newest of 7 days and of 4 weeks', () => {
    const start = Date.UTC(2026, 10, 22, 12)
    const all = Array.from({ length: 60 * 4 }, (_, index) => {
      const createdAt = start - index * 6 * HOUR
      return { name: backupName(createdAt), createdAt, bytes: 1, verified: true }
    })
    const kept = all.filter(({ name }) => chooseKept(all).has(name))
    const days = new Set(kept.map(({ createdAt }) => Math.floor(createdAt / DAY)))
    expect(days.size).toBe(7 + 4)
    expect(kept.length).toBeLessThanOrEqual(7 + 4 + 2)
    expect(kept[0]?.createdAt).toBe(start)
    expect(start - (kept.at(-1)?.createdAt ?? 0)).toBeGreaterThan(20 * DAY)
  })

  it('do not count without the note of their check, or with another size than it says', async () => {
    const { name } = await keep.backups.create()
    const file = join(keep.folder, name)
    writeFileSync(file, 'more', { flag: 'a' })
    expect(listBackups(keep.folder)).toMatchObject([{ name, verified: false }])
  })
})

describe('a gateway that is killed while it makes a backup', () => {
  it.each(['backup.before-record', 'backup.before-prune', 'anywhere'])(
    '%s leaves none that counts and is not whole',
    async (point) => {
      for (let index = 0; index < 200; index++) keep.say(`message ${index}`)
      const given = [keep.temp.folder, point, bundles.file('keeping')]
      const child = spawn(process.execPath, [bundles.file('doomed'), ...given], { stdio: 'ignore' })
      const [, signal] = await once(child, 'exit')
      expect(signal).toBe('SIGKILL')
      for (const { name } of listBackups(keep.folder).filter(({ verified }) => verified)) {
        expect(verifyBackup(join(keep.folder, name))).toEqual({ sessions: 1, messages: 200 })
      }
      await keep.backups.create()
      expect(readdirSync(keep.folder).filter((name) => name.includes('.part'))).toEqual([])
    },
  )
})
