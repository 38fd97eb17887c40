import { visible } from '../ui/visible.ts'

/** Beyond so many blanks in a row nobody sees how many there are, or that something follows. */
const MOST_BLANKS = 4
/** Letters that look like Latin ones, in a word that has Latin ones: nobody spells like that. */
const WORD = /\p{L}+/gu
const LATIN = /\p{Script=Latin}/u
const LOOK_ALIKE = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/gu
/** Latin letters of other shapes and widths, which stand for the plain ones in no command. */
const DISGUISED =
  /[\uff0f\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u{1d400}-\u{1d7ff}\u2100-\u214f\u2024\u2215\u2044\u29f8]/gu

/** A text that somebody is asked to approve, so that what is read is what is there: nothing hides, nothing pretends. */
export function reveal(text: string): string {
  return visible(text)
    .replace(WORD, (word) => (LATIN.test(word) ? word.replace(LOOK_ALIKE, asCode) : word))
    .replace(DISGUISED, asCode)
    .replace(/[\p{Zs}]/gu, (blank) => (blank === ' ' ? blank : asCode(blank)))
    .replace(/[ \t]{5,}|\n{3,}/g, (blanks) =>
      blanks.length > MOST_BLANKS ? `${asCode(blanks)}×${blanks.length}` : blanks,
    )
}

const asCode = (character: string): string => `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`
