import type { ToolInput, ToolOutput } from '#protocol/tools.ts'
import type { Paths } from '../paths.ts'
import { refuseMark } from './hidden-mark.ts'
import { replaceFile } from './replace-file.ts'

/** What the tool does: creates or replaces a file, but never puts the mark of a hidden secret into one. */
export function writeFile(paths: Paths, input: ToolInput<'write'>): ToolOutput<'write'> {
  refuseMark(input.content)
  return placeFile(paths, input)
}

/** Creates or replaces a file, whole or not at all. `mode` is that of a new file. */
export function placeFile(paths: Paths, input: ToolInput<'write'>, mode = 0o666): ToolOutput<'write'> {
  const place = paths.resolve(input.path, { createFolders: true })
  try {
    const bytes = Buffer.from(input.content)
    replaceFile(place, bytes, mode)
    return { path: place.shown, bytes: bytes.length, created: place.target === undefined }
  } finally {
    place.close()
  }
}
