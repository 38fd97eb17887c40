import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { crc32 } from 'node:zlib'
import * as z from 'zod'

/** SQLite's pages carry no sums: without this a byte that turned inside a text would be read as it is. */
const sealRecord = z.object({ bytes: z.number(), changedAt: z.number(), sum: z.number() })

const CHUNK_BYTES = 1024 * 1024

const sealOf = (file: string): string => `${file}.seal`

/**
 * Notes beside a closed database what it holds (size, time of change, CRC-32; 0600). Does nothing where a
 * write-ahead log is left, because then somebody still has it open.
 */
export function sealDatabase(file: string): void {
  if (existsSync(`${file}-wal`)) return
  const record = { ...measure(file), sum: sumOf(file) }
  writeFileSync(sealOf(file), JSON.stringify(record), { mode: 0o600 })
}

/**
 * Whether a database is what it was when it was sealed. The seal is gone after `whole`, because the file is
 * about to change; `broken` leaves it, so that the next look finds the same. `none`: it was not closed in
 * order, or somebody put another file in its place, which its time and size tell from damage.
 */
export function takeSeal(file: string): 'whole' | 'broken' | 'none' {
  const seal = findSeal(file)
  if (seal && !existsSync(`${file}-wal`)) {
    const { bytes, changedAt } = measure(file)
    const isSame = seal.bytes === bytes && seal.changedAt === changedAt
    if (isSame && seal.sum !== sumOf(file)) return 'broken'
    if (isSame) {
      rmSync(sealOf(file))
      return 'whole'
    }
  }
  rmSync(sealOf(file), { force: true })
  return 'none'
}

function findSeal(file: string): z.infer<typeof sealRecord> | undefined {
  if (!existsSync(file) || !existsSync(sealOf(file))) return undefined
  try {
    return sealRecord.parse(JSON.parse(readFileSync(sealOf(file), 'utf8')))
  } catch {
    return undefined // half a seal seals nothing
  }
}

function measure(file: string): { bytes: number; changedAt: number } {
  const { size, mtimeMs } = statSync(file)
  return { bytes: size, changedAt: mtimeMs }
}

function sumOf(file: string): number {
  const descriptor = openSync(file, 'r')
  try {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
    let sum = 0
    for (let read = readSync(descriptor, chunk); read > 0; read = readSync(descriptor, chunk)) {
      sum = crc32(chunk.subarray(0, read), sum)
    }
    return sum
  } finally {
    closeSync(descriptor)
  }
}
