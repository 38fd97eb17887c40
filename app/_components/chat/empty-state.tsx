'use client'

import { useTranslations } from 'use-intl'
import { FirstRun } from '../first-run/first-run.tsx'
import { useFirstRun } from '../first-run/use-first-run.ts'
import { Mark } from '../ui/mark.tsx'
import { EmptyHint } from './empty-hint.tsx'

/** Each is understood without a language model, too, and needs nothing to be there before. */
const EXAMPLES = ['help', 'remind', 'note', 'list'] as const

/** An empty conversation: what this is for, and something to begin with; the very first one also says welcome. */
export function EmptyState({ isBusy = false, onPick }: { isBusy?: boolean; onPick: (text: string) => void }) {
  const t = useTranslations('chat')
  const tFirst = useTranslations('firstRun')
  const tExamples = useTranslations('examples')
  const { step, go } = useFirstRun()
  const isFirst = step !== null
  return (
    <div className="flex min-h-0 flex-1 flex-col items-center justify-center-safe gap-6 overflow-y-auto p-4 md:p-6">
      <div className="flex max-w-[480px] flex-col items-center gap-3 text-center">
        <Mark className="size-10" />
        <h2 className="font-semibold text-page">{isFirst ? tFirst('welcome') : t('empty')}</h2>
        <p className="text-balance text-fg-2 text-ui">{isFirst ? tFirst('welcomeHint') : <EmptyHint />}</p>
      </div>
      {isFirst && <FirstRun step={step} go={go} />}
      <ul aria-label={tExamples('label')} className="grid w-full max-w-[560px] gap-2 md:grid-cols-2">
        {EXAMPLES.map((name) => (
          <li key={name}>
            <button
              type="button"
              aria-disabled={isBusy}
              className="h-full min-h-11 w-full rounded-card border bg-surface px-3 py-2.5 text-left text-fg-2 text-ui transition-colors duration-[90ms] hover:bg-raised hover:text-fg off:text-fg-3"
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
