import type { Suggestion } from './suggestion.ts'

/** Letters, digits and what else stands in paths; white space ends it. */
const MENTION = /(?:^|[\s(（])@([^\s@]{0,200})$/u

/** What is typed of a file's name right before the caret, after an `@`; null where nothing is. */
export function findMention(text: string, caret: number): string | null {
  return MENTION.exec(text.slice(0, caret))?.[1] ?? null
}

/** A path in the place of what was typed of it. */
export function toFileSuggestion(path: string, { text, caret }: { text: string; caret: number }): Suggestion {
  const start = caret - (findMention(text, caret)?.length ?? 0)
  const slash = path.lastIndexOf('/')
  const before = `${text.slice(0, start)}${path} `
  return {
    key: path,
    name: path.slice(slash + 1),
    summary: path.slice(0, Math.max(0, slash)),
    text: before + text.slice(caret).replace(/^ /, ''),
    caret: before.length,
    isWhole: false,
  }
}
