/** How much of a file is looked at, in bytes. */
export const HEAD_BYTES = 16 * 1024

/** What the bytes are when nothing is known of them. */
const UNKNOWN = 'application/octet-stream'

/** Documents that are archives inside; only the ending tells them apart without unpacking. */
const IN_ARCHIVES: Readonly<Record<string, string>> = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  odt: 'application/vnd.oasis.opendocument.text',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
  epub: 'application/epub+zip',
}

const TEXTS: Readonly<Record<string, string>> = {
  md: 'text/markdown',
  csv: 'text/csv',
  json: 'application/json',
}

/** What a browser would run, wherever in the head it begins: never to be shown, whatever surrounds it. */
const ACTIVE: readonly (readonly [RegExp, string])[] = [
  [/<svg[\s>:]/i, 'image/svg+xml'],
  [/<!doctype\s+html|<html[\s>]|<script[\s>]/i, 'text/html'],
]

/**
 * The type of a file from its first bytes, never from what its sender calls it. The ending of its name
 * is believed only where it narrows what the bytes show: text, or an archive that holds a document.
 */
export async function sniffType(head: Uint8Array, name: string): Promise<string> {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  const found = await readSignature(head)
  if (found === 'application/zip') return IN_ARCHIVES[ending] ?? found
  if (found !== undefined && !found.includes('xml')) return found
  const text = readText(head)
  if (text === undefined) return found ?? UNKNOWN
  const active = ACTIVE.find(([pattern]) => pattern.test(text))
  return active?.[1] ?? TEXTS[ending] ?? found ?? 'text/plain'
}

async function readSignature(head: Uint8Array): Promise<string | undefined> {
  try {
    const { fileTypeFromBuffer } = await import('file-type')
    return (await fileTypeFromBuffer(head))?.mime
  } catch {
    return undefined // cut in the middle of what it would have to read
  }
}

/** Undefined where the bytes are no text. The last character may be cut. */
function readText(head: Uint8Array): string | undefined {
  if (head.includes(0)) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true })
  } catch {
    return undefined
  }
}
