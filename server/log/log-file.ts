import {
  chmodSync,
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'

/** As much as the log ever takes of a disk: five files of 20 MB. */
export const LOG_FILES = 5
const LOG_FILE_BYTES = 20_000_000
/** Past this, in bytes a second, lines are counted instead of written: a flood must not become the gateway's work. */
const BYTES_PER_SECOND = 2_000_000
const SECOND_MS = 1_000

/** A file that lines are added to. A full disk, or a folder that is gone, costs lines, never the process. */
export interface LogFile {
  /** Whether a line would be counted only; such a line need not be made at all. */
  isFull(): boolean
  /** Counts a line that was not made. */
  skip(): void
  write(line: string): void
  /** Says how many lines are missing, where some are. */
  flush(): void
}

/**
 * Adds lines to `file` (0600) at once, so that a kill loses none. A file that is full becomes `file.1`, and that one
 * `file.2`; the oldest goes. `missing` makes the line that stands for those that were left out.
 */
export function openLogFile(options: {
  file: string
  missing: (count: number) => string
  fileBytes?: number
  bytesPerSecond?: number
  /** Milliseconds that never go back. */
  now?: () => number
}): LogFile {
  const { file, missing, now = () => performance.now() } = options
  const { fileBytes = LOG_FILE_BYTES, bytesPerSecond = BYTES_PER_SECOND } = options
  let open = openFile(file)
  let secondBegan = now()
  let written = 0
  let left = 0
  /** Until the next second, where the disk took no more. */
  let isStuck = open === undefined
  let isTorn = false

  function beginSecond(): void {
    const at = now()
    if (at - secondBegan < SECOND_MS) return
    secondBegan = at
    written = 0
    isStuck = false
    // Somebody may have taken the file, or its whole folder, away.
    if (open && inodeOf(file) === open.inode) return
    if (open) closeSync(open.descriptor)
    open = openFile(file)
    isStuck = open === undefined
  }

  function append(line: string): boolean {
    if (!open || isStuck) return false
    const bytes = Buffer.from(isTorn ? `\n${line}` : line)
    if (open.size > 0 && open.size + bytes.length > fileBytes) {
      closeSync(open.descriptor)
      const isMoved = moveOn(file)
      open = openFile(file)
      // Without room for another file the one that is there must not grow for ever.
      isStuck = !isMoved || open === undefined
      if (isStuck || !open) return false
    }
    try {
      const count = writeSync(open.descriptor, bytes)
      open.size += count
      written += count
      isTorn = count < bytes.length
      isStuck = isTorn
      return !isTorn
    } catch {
      isStuck = true
      return false
    }
  }

  function flush(): void {
    beginSecond()
    if (left === 0 || written >= bytesPerSecond) return
    const count = left
    if (append(missing(count))) left -= count
  }

  return {
    isFull() {
      beginSecond()
      return isStuck || written >= bytesPerSecond
    },
    skip() {
      left += 1
    },
    write(line) {
      flush()
      if (written >= bytesPerSecond || !append(line)) left += 1
    },
    flush,
  }
}

interface OpenFile {
  readonly descriptor: number
  readonly inode: number
  size: number
}

function openFile(file: string): OpenFile | undefined {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    const descriptor = openSync(file, 'a', 0o600)
    chmodSync(file, 0o600)
    const { ino, size } = fstatSync(descriptor)
    return { descriptor, inode: ino, size }
  } catch {
    return undefined
  }
}

const inodeOf = (file: string): number | undefined => {
  try {
    return statSync(file, { throwIfNoEntry: false })?.ino
  } catch {
    return undefined
  }
}

/** Makes room for a new file; false where the old one could not be moved away. */
function moveOn(file: string): boolean {
  for (let age = LOG_FILES - 2; age >= 0; age--) {
    const from = age === 0 ? file : `${file}.${age}`
    try {
      renameSync(from, `${file}.${age + 1}`)
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') return false
    }
  }
  return true
}
