'use client'

import { useLocale } from 'use-intl'
import type { FindingFacts } from '#protocol/config/findings/finding.ts'
import { sayFinding } from '#protocol/config/findings/words.ts'
import { visible } from '../ui/visible.ts'

/** What is wrong with openclaw.json, in the reader's language. Fetched where something is. */
export function ConfigProblems({ findings }: { findings: readonly FindingFacts[] }) {
  const locale = useLocale()
  const sentences = findings.map((finding) => visible(sayFinding(finding, locale)))
  return (
    <ul className="[overflow-wrap:anywhere]">
      {[...new Set(sentences)].map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  )
}
