import { useMessages } from 'use-intl'
import type { Catalogue } from './catalogue.ts'

/** The words that a group has for a name from outside; undefined where it has none. For texts without blanks. */
export function useKnownWords(group: keyof Catalogue): (name: string | null) => string | undefined {
  const words: Readonly<Record<string, string>> = useMessages()[group]
  return (name) => (name !== null && Object.hasOwn(words, name) ? words[name] : undefined)
}
