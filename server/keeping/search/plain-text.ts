const FENCE = /^ {0,3}(?:`{3,}|~{3,})[^\n]*\n?/gm
/** Headings, quotes, list marks and boxes to tick, at the beginning of a line. */
const LINE_MARK = /^[ \t]{0,20}(?:#{1,6}[ \t]|>[ \t]?|[-*+][ \t](?:\[[ xX]\][ \t])?)/gm
/** The line between the head and the body of a table, and the borders of its cells. */
const TABLE_RULE = /^[ \t]{0,20}\|[-:| \t]+$\n?/gm
const TABLE_ROW = /^[ \t]{0,20}\|.*$/gm
const LINK = /!?\[([^[\]\n]{1,500})\]\([^()\s]{1,500}\)/g
const STRONG = /(?<!\w)(\*\*|~~)([^*~\n]{1,500})\1(?!\w)/g
const EMPHASIS = /(?<![\w*])\*(?![\s*])([^*\n]{1,500})\*(?![\w*])/g
const CODE = /`([^`\n]{1,500})`/g

/**
 * The words of a markdown text, without the marks that only say how they look. Underscores stay: more
 * of them are names of things than emphasis. Takes time in proportion to the text, whatever is in it.
 */
export function plainText(markdown: string): string {
  return markdown
    .replace(FENCE, '')
    .replace(TABLE_RULE, '')
    .replace(TABLE_ROW, (row) => row.replaceAll('|', ' '))
    .replace(LINE_MARK, '')
    .replace(LINK, '$1')
    .replace(STRONG, '$2')
    .replace(EMPHASIS, '$1')
    .replace(CODE, '$1')
}
