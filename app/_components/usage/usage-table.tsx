'use client'

import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { useAmounts } from './amounts.ts'

export interface UsageLine {
  readonly key: string
  readonly name: ReactNode
  readonly calls: number
  readonly inputTokens: number
  readonly outputTokens: number
  readonly costUsd: number | null
}

const NUMBER = 'px-2 py-2 text-right font-mono tabular-nums whitespace-nowrap'

/** What each of several things used; on phones the numbers that matter most. */
export function UsageTable({ label, lines }: { label: string; lines: readonly UsageLine[] }) {
  const t = useTranslations('usagePage')
  const { tokens, money } = useAmounts()
  return (
    <div className="overflow-x-auto rounded-card border bg-surface">
      <table aria-label={label} className="w-full text-ui">
        <thead className="text-fg-2 text-label">
          <tr className="border-b">
            <th scope="col" className="px-3 py-1.5 text-left font-medium">
              {t('name')}
            </th>
            <th
              scope="col"
              className="hidden px-2 whitespace-nowrap py-1.5 text-right font-medium sm:table-cell"
            >
              {t('calls')}
            </th>
            <th scope="col" className="px-2 whitespace-nowrap py-1.5 text-right font-medium">
              {t('input')}
            </th>
            <th scope="col" className="px-2 whitespace-nowrap py-1.5 text-right font-medium">
              {t('output')}
            </th>
            <th scope="col" className="px-3 whitespace-nowrap py-1.5 text-right font-medium">
              {t('cost')}
            </th>
          </tr>
        </thead>
        <tbody className="divide-y">
          {lines.map((line) => (
            <tr key={line.key}>
              <th scope="row" className="max-w-0 w-full truncate px-3 py-2 text-left font-normal">
                {line.name}
              </th>
              <td className={`hidden sm:table-cell ${NUMBER}`}>{line.calls}</td>
              <td className={NUMBER}>{tokens(line.inputTokens)}</td>
              <td className={NUMBER}>{tokens(line.outputTokens)}</td>
              <td className={`${NUMBER} pr-3`}>
                {line.costUsd === null ? (
                  <span className="font-sans text-fg-3">{t('unknown')}</span>
                ) : (
                  money(line.costUsd)
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
