import { FILE_NAME_LIMIT } from '#protocol/media.ts'

/** Control characters, what turns the reading direction, and what separates or names anything in a path or a shell. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}<>:"|?*\\/]+/gu
const LONGEST_ENDING = 12

/**
 * A file name that whoever sent it chose, as one that is safe in a folder, a header and a sentence: no path, no
 * control or direction characters, no leading dot, at most 120 characters (240 bytes) with its ending kept.
 * `fallback` stands where nothing is left.
 */
export function cleanName(given: string | undefined, fallback: string): string {
  const last = (given ?? '').normalize('NFC').toWellFormed().split(/[\\/]/).at(-1) ?? ''
  const plain = last
    .replace(UNSAFE, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^[.\s-]+/, '')
  const clean = plain.slice(0, lengthWithout(plain, '. '))
  if (clean === '') return fallback
  const ending = new RegExp(`\\.[\\p{L}\\p{N}]{1,${LONGEST_ENDING}}$`, 'u').exec(clean)?.[0] ?? ''
  const stem = [...clean.slice(0, clean.length - ending.length)]
  const fits = (): boolean =>
    stem.length + ending.length <= FILE_NAME_LIMIT &&
    Buffer.byteLength(stem.join('') + ending) <= 2 * FILE_NAME_LIMIT
  while (!fits()) stem.pop()
  return stem.join('') + ending
}

/** Up to the last character that is none of these. A pattern for it takes quadratic time. */
function lengthWithout(text: string, endings: string): number {
  let length = text.length
  while (length > 0 && endings.includes(text.charAt(length - 1))) length -= 1
  return length
}
