'use client'

import { type ReactNode, useEffect, useState } from 'react'
import { IntlProvider, useLocale, useMessages } from 'use-intl'
import { ListSkeleton } from '../_components/ui/states/list-skeleton.tsx'
import type { WordsApart } from './catalogue.ts'

/** Each a chunk of its own: whoever never opens the page never fetches them. */
const WORDS = {
  assistants: {
    en: async () => (await import('./en/pages/assistants.ts')).assistants,
    zh: async () => (await import('./zh/pages/assistants.ts')).assistants,
  },
  records: {
    en: async () => (await import('./en/pages/records.ts')).records,
    zh: async () => (await import('./zh/pages/records.ts')).records,
  },
  sandbox: {
    en: async () => (await import('./en/pages/sandbox.ts')).sandbox,
    zh: async () => (await import('./zh/pages/sandbox.ts')).sandbox,
  },
  settings: {
    en: async () => (await import('./en/pages/settings.ts')).settings,
    zh: async () => (await import('./zh/pages/settings.ts')).settings,
  },
}

/** Adds a page's own words to those that everybody has; the page is drawn once they are there. */
export function PageWords({ page, children }: { page: keyof typeof WORDS; children: ReactNode }) {
  const language = useLocale()
  const messages = useMessages()
  const [words, setWords] = useState<Partial<WordsApart> | null>(null)
  useEffect(() => {
    let isCurrent = true
    WORDS[page][language]().then(
      (loaded) => {
        if (isCurrent) setWords(loaded)
      },
      (cause: unknown) =>
        // Thrown while drawing, where the page for what broke takes it.
        setWords(() => {
          throw cause
        }),
    )
    return () => {
      isCurrent = false
    }
  }, [page, language])
  if (words === null) return <ListSkeleton />
  return (
    <IntlProvider locale={language} messages={{ ...messages, ...words }}>
      {children}
    </IntlProvider>
  )
}
