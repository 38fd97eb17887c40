import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import type { BackupContents } from '#db/backup.ts'
import type { BackupInfo } from './contract.ts'

const NAME = /^openclaw-(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)\.db$/
/** Taken before a new version changed the database; not checked when it was written. */
const SNAPSHOT = /^before-[\w-]+\.db$/
const UNFINISHED = /\.part(-\w+)?$/

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** How many stay: the newest of each of so many days, of so many weeks before those, and the newest of all. */
const DAYS = 7
const WEEKS = 4
const NEWEST = 3

const record = z.object({ bytes: z.number(), sessions: z.number(), messages: z.number() })

/** `openclaw-20261122-160500.db`, in UTC. */
export function backupName(at: number): string {
  const digits = new Date(at).toISOString().replace(/\D/g, '')
  return `openclaw-${digits.slice(0, 8)}-${digits.slice(8, 14)}.db`
}

function timeOf(name: string): number | undefined {
  const [, ...parts] = NAME.exec(name) ?? []
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number)
  return parts.length === 0 ? undefined : Date.UTC(year, month - 1, day, hour, minute, second)
}

const recordFile = (file: string): string => file.replace(/\.db$/, '.json')

/** Notes what a copy holds, as it was checked. A backup without this note does not count as verified. */
export function saveRecord(file: string, contents: BackupContents, bytes: number): void {
  writeFileSync(recordFile(file), JSON.stringify({ bytes, ...contents }), { mode: 0o600 })
}

/** Every backup and snapshot in the folder, newest first. */
export function listBackups(folder: string): BackupInfo[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .flatMap((name): BackupInfo[] => {
      const found = statSync(join(folder, name), { throwIfNoEntry: false })
      if (!found) return []
      const createdAt = timeOf(name)
      if (createdAt !== undefined) {
        return [{ name, createdAt, bytes: found.size, verified: isVerified(join(folder, name), found.size) }]
      }
      if (!SNAPSHOT.test(name)) return []
      return [{ name, createdAt: Math.floor(found.mtimeMs), bytes: found.size, verified: false }]
    })
    .toSorted((a, b) => b.createdAt - a.createdAt)
}

function isVerified(file: string, bytes: number): boolean {
  try {
    return record.parse(JSON.parse(readFileSync(recordFile(file), 'utf8'))).bytes === bytes
  } catch {
    return false // no note, or half a note: it was never finished
  }
}

/** Which of the verified backups stay. */
export function chooseKept(backups: readonly BackupInfo[]): Set<string> {
  const verified = backups.filter((backup) => backup.verified)
  const daily = newestPer(DAY, verified).slice(0, DAYS)
  const lastDay = Math.floor((daily.at(-1)?.createdAt ?? 0) / DAY)
  const older = verified.filter(({ createdAt }) => createdAt < lastDay * DAY)
  const kept = [...verified.slice(0, NEWEST), ...daily, ...newestPer(7 * DAY, older).slice(0, WEEKS)]
  return new Set(kept.map(({ name }) => name))
}

function newestPer(span: number, backups: readonly BackupInfo[]): BackupInfo[] {
  const groups = Map.groupBy(backups, ({ createdAt }) => Math.floor(createdAt / span))
  return [...groups.values()].flatMap(([newest]) => newest ?? [])
}

/** Removes the backups that are no longer kept, and what an interrupted one left. Snapshots stay. */
export function pruneBackups(folder: string): void {
  const backups = listBackups(folder)
  const kept = chooseKept(backups)
  for (const { name, verified } of backups) {
    if (!verified || kept.has(name)) continue
    for (const file of [join(folder, name), recordFile(join(folder, name))]) rmSync(file, { force: true })
  }
}

/** Makes the folder where it is missing, and clears away what a killed gateway left half written. */
export function prepareFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const name of readdirSync(folder))
    if (UNFINISHED.test(name)) rmSync(join(folder, name), { force: true })
}
