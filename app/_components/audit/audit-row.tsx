'use client'

import clsx from 'clsx'
import { Check, CircleX, ShieldX } from 'lucide-react'
import { useFormatter, useTranslations } from 'use-intl'
import { CopyButton } from '../ui/copy-button.tsx'
import { visible } from '../ui/visible.ts'
import type { AuditEntry } from './use-sentence.ts'

const OUTCOMES = {
  allowed: { icon: Check, className: 'text-ok' },
  denied: { icon: ShieldX, className: 'text-warn' },
  failed: { icon: CircleX, className: 'text-err' },
}

/** One decision, as a sentence; what was written down of it is a click away. */
export function AuditRow({ entry, sentence }: { entry: AuditEntry; sentence: string }) {
  const t = useTranslations('auditPage')
  const format = useFormatter()
  const { icon: Icon, className } = OUTCOMES[entry.outcome]
  const facts: [string, string][] = [
    [t('line'), String(entry.id)],
    [t('actor'), entry.actor],
    [t('action'), entry.action],
    ...(entry.rule === null ? [] : [[t('rule'), entry.rule] as [string, string]]),
    ...Object.entries(entry.detail).map(([key, value]): [string, string] => [
      key,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  ]
  return (
    <li>
      <details>
        <summary className="flex list-none items-start gap-2.5 px-3 py-2 text-ui hover:bg-raised">
          <Icon size={16} aria-hidden="true" className={clsx('mt-0.5 shrink-0', className)} />
          <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{sentence}</span>
          <time
            dateTime={new Date(entry.at).toISOString()}
            className="shrink-0 text-fg-2 text-meta tabular-nums"
          >
            {format.dateTime(entry.at, {
              month: 'short',
              day: 'numeric',
              hour: '2-digit',
              minute: '2-digit',
            })}
          </time>
        </summary>
        <div className="flex items-start gap-2 px-3 pb-3 pl-9">
          <dl className="grid min-w-0 flex-1 grid-cols-[auto_1fr] gap-x-4 gap-y-0.5 text-meta">
            {facts.map(([name, value]) => (
              <div key={name} className="contents">
                <dt className="text-fg-2">{visible(name)}</dt>
                <dd className="font-mono [overflow-wrap:anywhere]">{visible(value)}</dd>
              </div>
            ))}
          </dl>
          <CopyButton text={JSON.stringify(entry)} label={t('copy')} />
        </div>
      </details>
    </li>
  )
}
