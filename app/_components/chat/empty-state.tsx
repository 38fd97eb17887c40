'use client'

import { useTranslations } from 'use-intl'
import { FirstRun } from '../first-run/first-run.tsx'
import { Mark } from '../ui/mark.tsx'

const EXAMPLES = ['read', 'list', 'note', 'status'] as const

/** An empty conversation: what this is for, and something to begin with. */
export function EmptyState({ onPick }: { onPick: (text: string) => void }) {
  const t = useTranslations('chat')
  const tExamples = useTranslations('examples')
  return (
    <div className="flex min-h-0 flex-1 flex-col items-center justify-center-safe gap-6 overflow-y-auto p-4 md:p-6">
      <FirstRun />
      <div className="flex flex-col items-center gap-3 text-center">
        <Mark className="size-10" />
        <h2 className="font-semibold text-page">{t('empty')}</h2>
        <p className="text-fg-2 text-ui">{t('emptyHint')}</p>
      </div>
      <ul aria-label={tExamples('label')} className="grid w-full max-w-[560px] gap-2 md:grid-cols-2">
        {EXAMPLES.map((name) => (
          <li key={name}>
            <button
              type="button"
              className="h-full min-h-11 w-full rounded-card border bg-surface px-3 py-2.5 text-left text-fg-2 text-ui transition-colors duration-[90ms] hover:bg-raised hover:text-fg"
              onClick={() => onPick(tExamples(name))}
            >
              {tExamples(name)}
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}
