import { defaultFilter } from 'cmdk'

/** Those that fit what was typed, the best first; all of them in their order where nothing was. */
export function rankWords<Item>(
  items: readonly Item[],
  typed: string,
  wordsOf: (item: Item) => { readonly title: string; readonly words?: string | undefined },
): Item[] {
  if (typed === '') return [...items]
  return items
    .map((item) => {
      const { title, words } = wordsOf(item)
      return { item, score: defaultFilter(title, typed, words === undefined ? [] : [words]) }
    })
    .filter(({ score }) => score > 0.001)
    .sort((a, b) => b.score - a.score)
    .map(({ item }) => item)
}
