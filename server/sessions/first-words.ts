/** Longest title made from a message, in characters as people count them. */
const TITLE_LENGTH = 60
/** A word boundary nearer to the start than this would leave too little of a title. */
const SHORTEST_TITLE = 20
/** In a group every first message begins with the name of who is spoken to. */
const ADDRESSEE = /^@\w+[\s,:，：]+(?=\S)/

/** A title from the first words of a message, on one line; whole words where the language has spaces. */
export function firstWords(text: string): string {
  const line = text
    .slice(0, 2_000)
    .split('\n')
    .map((candidate) => candidate.replace(/\s+/g, ' ').trim().replace(ADDRESSEE, ''))
    .find((candidate) => candidate !== '')
  if (line === undefined) return ''
  const characters = Array.from(new Intl.Segmenter().segment(line), ({ segment }) => segment)
  if (characters.length <= TITLE_LENGTH) return line
  const cut = characters.slice(0, TITLE_LENGTH)
  const lastSpace = cut.lastIndexOf(' ')
  return `${cut.slice(0, lastSpace >= SHORTEST_TITLE ? lastSpace : TITLE_LENGTH).join('')}…`
}
