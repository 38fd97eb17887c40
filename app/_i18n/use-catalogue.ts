import { useEffect, useState } from 'react'
import type { Language } from '../_lib/appearance.ts'
import type { FirstWords } from './catalogue.ts'

/** Each language is a chunk of its own: nobody fetches the words of the other one. */
const CATALOGUES: Readonly<Record<Language, () => Promise<FirstWords>>> = {
  en: async () => (await import('./en.ts')).en,
  zh: async () => (await import('./zh.ts')).zh,
}

interface Words {
  readonly language: Language
  readonly catalogue: FirstWords
}

/** The words of a language as soon as they are there, those of the one before it until then; null before any. */
export function useCatalogue(language: Language | null): Words | null {
  const [words, setWords] = useState<Words | null>(null)
  useEffect(() => {
    if (language === null) return
    let isCurrent = true
    CATALOGUES[language]().then(
      (catalogue) => {
        if (isCurrent) setWords({ language, catalogue })
      },
      (cause: unknown) => {
        // Thrown while drawing, where the page for what broke takes it. Whoever has words keeps them.
        setWords((present) => {
          if (present) return present
          throw cause
        })
      },
    )
    return () => {
      isCurrent = false
    }
  }, [language])
  return words
}
