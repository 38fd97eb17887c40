'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { AUDIT_OUTCOMES } from '#protocol/access/audit.ts'
import { useTRPC } from '../../_lib/trpc.ts'
import { browserName } from '../devices/browser-name.ts'
import { FIELD, Field } from '../ui/field.tsx'
import { visible } from '../ui/visible.ts'
import type { AuditFilter } from './use-audit.ts'

const PERIODS = [0, 1, 7, 30] as const

/** Which lines are shown: what was decided, by whom, how it ended, and how long ago. */
export function AuditFilters({
  filter,
  actions,
  onChange,
}: {
  filter: AuditFilter
  actions: readonly { value: string; text: string }[]
  onChange: (filter: AuditFilter) => void
}) {
  const t = useTranslations('auditPage')
  const trpc = useTRPC()
  const devices = useQuery(trpc.devices.list.queryOptions({})).data?.devices ?? []
  const tokens = useQuery(trpc.tokens.list.queryOptions({})).data?.tokens ?? []
  const actors = [
    { value: 'gateway', text: t('itself') },
    { value: 'gateway-token', text: t('gatewayToken') },
    { value: '-', text: t('nobody') },
    ...[...devices, ...tokens].map(({ id, name }) => ({ value: id, text: visible(browserName(name)) })),
  ]
  return (
    <div className="grid grid-cols-2 gap-2 md:grid-cols-4">
      <Choice
        label={t('what')}
        value={filter.action}
        all={t('everything')}
        options={actions}
        onChange={(action) => onChange({ ...filter, action })}
      />
      <Choice
        label={t('who')}
        value={filter.actor}
        all={t('everybody')}
        options={actors}
        onChange={(actor) => onChange({ ...filter, actor })}
      />
      <Choice
        label={t('outcome')}
        value={filter.outcome}
        all={t('anyOutcome')}
        options={AUDIT_OUTCOMES.map((value) => ({ value, text: t(`only-${value}`) }))}
        onChange={(chosen) =>
          onChange({ ...filter, outcome: AUDIT_OUTCOMES.find((each) => each === chosen) ?? '' })
        }
      />
      <Field label={t('when')}>
        {(id) => (
          <select
            id={id}
            value={filter.days}
            className={FIELD}
            onChange={(event) => onChange({ ...filter, days: Number(event.target.value) })}
          >
            {PERIODS.map((days) => (
              <option key={days} value={days}>
                {days === 0 ? t('anyTime') : t('lastDays', { days })}
              </option>
            ))}
          </select>
        )}
      </Field>
    </div>
  )
}

function Choice({
  label,
  value,
  all,
  options,
  onChange,
}: {
  label: string
  value: string
  all: string
  options: readonly { value: string; text: string }[]
  onChange: (value: string) => void
}) {
  return (
    <Field label={label}>
      {(id) => (
        <select id={id} value={value} className={FIELD} onChange={(event) => onChange(event.target.value)}>
          <option value="">{all}</option>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.text}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
