'use client'

import { useFormatter, useNow, useTranslations } from 'use-intl'
import type { Scope } from '#protocol/access/principal.ts'

export interface CredentialDates {
  readonly scopes: readonly Scope[]
  readonly createdAt: number
  readonly lastUsedAt: number | null
  readonly expiresAt: number | null
}

/** What a credential may do, since when, and when it was last used: one quiet line. */
export function CredentialFacts({ credential }: { credential: CredentialDates }) {
  const t = useTranslations('devices')
  const tScope = useTranslations('scope')
  const format = useFormatter()
  const now = useNow({ updateInterval: 60_000 })
  const date = (at: number) => format.dateTime(at, { year: 'numeric', month: 'short', day: 'numeric' })
  const { scopes, createdAt, lastUsedAt, expiresAt } = credential
  const dates = [
    t('created', { date: date(createdAt) }),
    ...(expiresAt === null ? [] : [t('expires', { date: date(expiresAt) })]),
    lastUsedAt === null
      ? t('neverUsed')
      : t('lastUsed', { time: format.relativeTime(Math.min(lastUsedAt, now.getTime()), now) }),
  ]
  return (
    <>
      <p className="text-fg-2 text-meta">{dates.join(' · ')}</p>
      <ul className="flex flex-wrap gap-1">
        {scopes.map((scope) => (
          <li key={scope} className="rounded-chip border px-1.5 text-fg-2 text-label">
            {tScope(scope)}
          </li>
        ))}
      </ul>
    </>
  )
}
