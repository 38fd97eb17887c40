/** What is not seen, or turns the order of other signs; line ends and tabs are left to the rule of blanks. */
const UNSEEN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu
/** Beyond so many blanks in a row nobody sees how many there are, or that something follows. */
const MOST_BLANKS = 4
/** The same at the beginning of a line, where code has them. */
const MOST_INDENT = 40
const BLANKS = /(^|\n|\\n|")?([ \t]{5,})/g
/** Letters that look like Latin ones, in a word that has Latin ones: nobody spells like that. */
const WORD = /\p{L}+/gu
const LATIN = /\p{Script=Latin}/u
const LOOK_ALIKE = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/gu
/** Latin letters of other shapes and widths, which stand for the plain ones in no command. */
const DISGUISED =
  /[\uff0f\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u{1d400}-\u{1d7ff}\u2100-\u214f\u2024\u2215\u2044\u29f8]/gu

/**
 * A text that somebody is asked to approve, wherever he is asked, so that what is read is what is there: nothing
 * hides, nothing pretends.
 */
export function reveal(text: string): string {
  if (text === '') return '""'
  return text
    .replace(UNSEEN, asCode)
    .replace(WORD, (word) => (LATIN.test(word) ? word.replace(LOOK_ALIKE, asCode) : word))
    .replace(DISGUISED, asCode)
    .replace(/\p{Zs}/gu, (blank) => (blank === ' ' ? blank : asCode(blank)))
    .replace(BLANKS, (_all, before: string | undefined, blanks: string) =>
      before === undefined ? count(blanks, MOST_BLANKS) : before + count(blanks, MOST_INDENT),
    )
    .replace(/\n{5,}/g, (ends) => count(ends, MOST_BLANKS))
}

const count = (blanks: string, most: number): string =>
  blanks.length > most ? `${asCode(blanks)}×${blanks.length}` : blanks

const asCode = (character: string): string => `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`
