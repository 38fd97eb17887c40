/** Control characters and marks that turn the writing direction are shown, so that nothing can hide. */
export function visible(text: string): string {
  if (text === '') return '""'
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) =>
    character === '\n' || character === '\t'
      ? character
      : `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`,
  )
}
