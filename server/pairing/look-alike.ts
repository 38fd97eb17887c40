/**
 * Letters that look like another one, as each is drawn in common fonts. From the confusables of Unicode
 * (https://www.unicode.org/Public/security/latest/confusables.txt): the Cyrillic and Greek ones of the
 * Latin alphabet, digits and the like. Full-width and styled letters are folded by NFKC before. Other
 * scripts are not looked at.
 */
const LOOKS_LIKE: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ['a', 'аαɑ'],
    ['b', 'ьвβƅ'],
    ['c', 'сϲᴄ'],
    ['d', 'ԁɗ'],
    ['e', 'еєҽεℯ'],
    ['f', 'ғϝƒ'],
    ['g', 'ԍɡց'],
    ['h', 'һнηհ'],
    ['i', 'іιɩıӏ1l|!jјյ'],
    ['k', 'кκқ'],
    ['m', 'мμ'],
    ['n', 'пиոɴ'],
    ['o', 'оοσө0օ'],
    ['p', 'рρϱ'],
    ['q', 'ԛգ'],
    ['r', 'гɼʀя'],
    ['s', 'ѕꜱ5$'],
    ['t', 'тτ'],
    ['u', 'υцսʋ'],
    ['v', 'νѵѴ'],
    ['w', 'ԝωшա'],
    ['x', 'хχ×'],
    ['y', 'уүγу'],
    ['z', 'ʐᴢ'],
  ].flatMap(([plain = '', others = '']) => Array.from(others, (other) => [other, plain])),
)

const INVISIBLE = /[\p{Cf}\p{Cc}\p{Co}\p{Default_Ignorable_Code_Point}\u2800]/u
/** Emoji are put together with joiners and selectors that are no attempt to hide anything. */
const EMOJI_GLUE =
  /(\p{Extended_Pictographic}|\p{Emoji_Modifier})[\ufe0e\ufe0f]?(?:\u200d(?=\p{Extended_Pictographic}))?/gu

/** What is left of a name when everything that could be taken for something else is made the same. */
function skeletonOf(name: string): string {
  const folded = name.normalize('NFKC').toLowerCase().normalize('NFD').replace(/\p{M}/gu, '')
  return Array.from(folded, (letter) => LOOKS_LIKE[letter] ?? letter)
    .join('')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')
    .replace(/[^\p{L}\p{N}]/gu, '')
}

/** The first of these names that somebody could take this one for, or undefined. */
export function findLookAlike(name: string, known: readonly string[]): string | undefined {
  const skeleton = skeletonOf(name)
  return skeleton === '' ? undefined : known.find((other) => skeletonOf(other) === skeleton)
}

/** Whether a name holds characters that cannot be seen: direction marks, zero-width ones, controls. */
export const hasHiddenCharacters = (name: string): boolean => INVISIBLE.test(name.replace(EMOJI_GLUE, ''))
