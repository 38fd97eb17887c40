'use client'

import { page as en } from './_i18n/en/page.ts'
import { page as zh } from './_i18n/zh/page.ts'
import { pickLanguage } from './_lib/appearance.ts'
import { readStored } from './_lib/storage.ts'
import './globals.css'

/** Stands in for the whole page when even its frame broke: it relies on nothing that could have. */
export default function GlobalError({ reset }: { reset: () => void }) {
  const language = pickLanguage(readStored('openclaw.language'), navigator.language)
  const words = { en, zh }[language]
  return (
    <html lang={language}>
      <body>
        <main className="flex min-h-dvh flex-col items-center justify-center gap-4 p-4 text-center">
          <h1 className="font-semibold text-page">{words.errorTitle}</h1>
          <p className="max-w-[480px] text-fg-2">{words.error}</p>
          <button type="button" className="min-h-11 text-accent underline" onClick={reset}>
            {words.retry}
          </button>
        </main>
      </body>
    </html>
  )
}
