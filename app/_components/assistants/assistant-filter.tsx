'use client'

import { useTranslations } from 'use-intl'
import type { SessionSummary } from '#protocol/sessions.ts'
import { Select } from '../ui/field.tsx'
import { useAssistants } from './use-assistants.ts'

/** Of which assistant conversations are shown, empty for all; nothing where there is only one. */
export function AssistantFilter({
  sessions,
  value,
  onChange,
}: {
  sessions: readonly SessionSummary[]
  value: string
  onChange: (agent: string) => void
}) {
  const t = useTranslations('assistant')
  const { list = [], nameOf } = useAssistants()
  // Those that are gone have conversations still.
  const ids = [...new Set([...list, ...sessions.map(({ agent }) => ({ id: agent }))].map(({ id }) => id))]
  if (ids.length < 2) return null
  return (
    <Select
      aria-label={t('filter')}
      value={value}
      className="w-auto! max-w-full flex-none pr-8!"
      options={[{ value: '', text: t('all') }, ...ids.map((id) => ({ value: id, text: nameOf(id) }))]}
      onChange={onChange}
    />
  )
}
