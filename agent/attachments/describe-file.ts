import type { AttachmentData } from '#protocol/media.ts'

/**
 * What a model reads of a file in a message, whether it gets the bytes or not. Names are quoted: whoever sent the
 * file chose them.
 */
export function describeFile(file: AttachmentData): string {
  const { name, type, bytes, state, problem, path } = file
  const about = `[Attached file ${JSON.stringify(name)} (${type}, ${describeSize(bytes)})`
  if (state === 'fetching') return `${about}: it has not arrived yet.]`
  if (state === 'failed') return `${about}: it could not be had. ${problem ?? ''}`.trimEnd().concat(']')
  return path === undefined ? `${about}]` : `${about}, in the workspace as ${JSON.stringify(path)}]`
}

/** What stands where a model can't see what the sentence before it names. */
export const NOT_SEEN = {
  type: 'text' as const,
  text: '[You can’t see or hear this file: this model takes no files of its kind.]',
}

function describeSize(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
