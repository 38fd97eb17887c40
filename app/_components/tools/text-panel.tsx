'use client'

import clsx from 'clsx'
import { useState } from 'react'
import { useTranslations } from 'use-intl'

/** Lines shown before somebody asks for all of them. */
const FIRST_LINES = 200

/** Text of any length in a box of limited height. */
export function TextPanel({ text, tone }: { text: string; tone?: 'error' | 'terminal' }) {
  const t = useTranslations('tool')
  const [isWhole, setWhole] = useState(false)
  const lines = text.split('\n')
  const isLong = lines.length > FIRST_LINES && !isWhole
  return (
    <div className="flex flex-col items-start gap-1">
      <pre
        className={clsx(
          'w-full rounded-control border p-2.5 font-mono text-meta [overflow-wrap:anywhere] whitespace-pre-wrap',
          !isWhole && 'max-h-80 overflow-y-auto',
          tone === 'error' && 'border-err/25 bg-err/10',
          tone === 'terminal' && 'bg-raised',
          tone === undefined && 'bg-bg',
        )}
      >
        {isLong ? lines.slice(0, FIRST_LINES).join('\n') : text}
      </pre>
      {isLong && (
        <button
          type="button"
          className="min-h-8 text-accent text-meta underline underline-offset-2"
          onClick={() => setWhole(true)}
        >
          {t('showAll', { count: lines.length })}
        </button>
      )}
    </div>
  )
}
