'use client'

import clsx from 'clsx'
import { useState } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import { CopyButton } from '../ui/copy-button.tsx'
import { visible } from '../ui/visible.ts'
import type { LogLine } from './use-logs.ts'

const COLOURS = { debug: 'text-fg-3', info: 'text-info', warn: 'text-warn', error: 'text-err' }

/** One line of the log; all its fields are a click away. */
export function LogRow({ line }: { line: LogLine }) {
  const t = useTranslations('logsPage')
  const [isOpen, setOpen] = useState(false)
  const format = useFormatter()
  const { at, level, part, message, raw } = line
  const time = format.dateTime(at, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  })
  return (
    <li
      className={clsx(
        'border-b [content-visibility:auto] [contain-intrinsic-size:auto_29px]',
        level === 'error' && 'bg-err-tint',
        level === 'warn' && 'bg-warn-tint',
      )}
    >
      <details className="group" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="flex min-h-11 list-none flex-wrap items-baseline gap-x-3 px-4 py-1 text-meta md:min-h-0 hover:bg-raised md:flex-nowrap">
          <time
            dateTime={new Date(at).toISOString()}
            title={format.dateTime(at, { dateStyle: 'medium', timeStyle: 'medium' })}
            className="shrink-0 font-mono text-fg-2 tabular-nums"
          >
            {time}
          </time>
          <span className={clsx('w-11 shrink-0 font-medium', COLOURS[level])}>{t(level)}</span>
          <span className="w-20 shrink-0 truncate font-mono text-fg-2" title={part ?? undefined}>
            {part}
          </span>
          <span className="w-full min-w-0 group-open:whitespace-pre-wrap md:w-auto md:flex-1 md:truncate [overflow-wrap:anywhere]">
            {visible(message)}
          </span>
        </summary>
        {isOpen && (
          <div className="flex items-start gap-2 px-4 pb-2">
            <pre className="min-w-0 flex-1 whitespace-pre-wrap rounded-control bg-raised p-2 font-mono text-meta [overflow-wrap:anywhere]">
              {visible(pretty(raw))}
            </pre>
            <CopyButton text={raw} label={t('copy')} />
          </div>
        )}
      </details>
    </li>
  )
}

/** In lines of its own where it is whole. */
function pretty(raw: string): string {
  try {
    return JSON.stringify(JSON.parse(raw), null, 2)
  } catch {
    return raw
  }
}
