/** Signs that are not seen, and marks that turn the writing direction, are shown, so that nothing can hide. */
export function visible(text: string): string {
  if (text === '') return '""'
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115f\u1160\u2800\u3164\uffa0]/gu, (character) =>
    character === '\n' || character === '\t'
      ? character
      : `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`,
  )
}
