import { readSync } from 'node:fs'

/** The first bytes of an open file, fewer where it is shorter. */
export function readStart(descriptor: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  let done = 0
  while (done < length) {
    const count = readSync(descriptor, bytes, done, length - done, done)
    if (count === 0) break
    done += count
  }
  return bytes.subarray(0, done)
}
