import { badRequest } from './refusal.ts'

/** Telegram's own limit for getFile, in bytes. */
const GET_FILE_LIMIT = 20 * 1024 * 1024

/** A file as a message names it. */
export interface FileInfo {
  readonly file_id: string
  readonly file_unique_id: string
  readonly file_size: number
}

/** The files that people sent to the bot. */
export function createFiles() {
  const files = new Map<string, { bytes: Uint8Array; size: number }>()
  return {
    /** `size`: what is said of it, where that is not the truth. */
    add(bytes: Uint8Array, size = bytes.length): FileInfo {
      const file_id = `file-${files.size + 1}`
      files.set(file_id, { bytes, size })
      return { file_id, file_unique_id: `u-${file_id}`, file_size: size }
    },
    describe({ file_id }: Readonly<Record<string, unknown>>) {
      const file = files.get(String(file_id))
      if (!file) throw badRequest('wrong file_id or the file is temporarily unavailable')
      if (file.size > GET_FILE_LIMIT) throw badRequest('file is too big')
      return { result: { file_id, file_size: file.size, file_path: `documents/${String(file_id)}.bin` } }
    },
    /** The bytes behind a path that `describe` gave out. */
    read: (path: string): Uint8Array | undefined =>
      files.get(/^documents\/([\w-]+)\.bin$/.exec(path)?.[1] ?? '')?.bytes,
  }
}
