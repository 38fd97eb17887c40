'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { AUDIT_OUTCOMES } from '#protocol/access/audit.ts'
import { useTRPC } from '../../_lib/trpc.ts'
import { browserName } from '../devices/browser-name.ts'
import { Field, Select } from '../ui/field.tsx'
import { visible } from '../ui/visible.ts'
import { type AuditFilter, PERIODS } from './use-audit.ts'

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
        onChange={(outcome) => onChange({ ...filter, outcome })}
      />
      <Field label={t('when')}>
        {(id) => (
          <Select
            id={id}
            value={filter.days}
            options={PERIODS.map((days) => ({
              value: days,
              text: days === 0 ? t('anyTime') : t('lastDays', { days }),
            }))}
            onChange={(days) => onChange({ ...filter, days })}
          />
        )}
      </Field>
    </div>
  )
}

function Choice<Value extends string>({
  label,
  value,
  all,
  options,
  onChange,
}: {
  label: string
  value: Value | ''
  all: string
  options: readonly { value: Value; text: string }[]
  onChange: (value: Value | '') => void
}) {
  const isListed = value === '' || options.some((option) => option.value === value)
  // A browser that is gone may still be asked for by an address.
  const unlisted = isListed ? [] : [{ value, text: value }]
  return (
    <Field label={label}>
      {(id) => (
        <Select
          id={id}
          value={value}
          options={[{ value: '', text: all }, ...options, ...unlisted]}
          onChange={onChange}
        />
      )}
    </Field>
  )
}
