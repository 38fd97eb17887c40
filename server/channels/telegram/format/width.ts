/** Characters that take two columns of a fixed-width font: East Asian wide and full-width ones, and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u

/** Characters that take none. */
const INVISIBLE = /^[\p{Mark}\p{Cf}]*$/u

const segmenter = new Intl.Segmenter()

/** The columns that a text takes in a fixed-width font. */
export function countColumns(text: string): number {
  let columns = 0
  for (const { segment } of segmenter.segment(text)) {
    columns += INVISIBLE.test(segment) ? 0 : WIDE.test(segment) ? 2 : 1
  }
  return columns
}
