'use client'

import { useTranslations } from 'use-intl'
import { Field, Select } from '../../ui/field.tsx'
import { dropping } from './drag.ts'

/** Which model words like "the local one" and "the strongest one" mean: chosen, or let go here. */
export function RoleChoice({
  part,
  value,
  options,
  isFixed,
  onChoose,
}: {
  part: 'local' | 'strongest'
  value: string | undefined
  options: readonly { reference: string }[]
  isFixed: boolean
  onChoose: (model: string | undefined) => void
}) {
  const t = useTranslations('models')
  const names = options.map(({ reference }) => reference)
  const offered = value === undefined || names.includes(value) ? names : [value, ...names]
  return (
    <div
      className="flex flex-col gap-1 rounded-card border bg-surface p-3"
      {...(isFixed ? {} : dropping((name) => offered.includes(name) && onChoose(name)))}
    >
      <Field label={t(part === 'local' ? 'localRole' : 'strongestRole')}>
        {(id) => (
          <Select
            id={id}
            value={value ?? ''}
            disabled={isFixed}
            className={value === undefined ? undefined : 'font-mono'}
            options={[
              { value: '', text: t(part === 'local' ? 'localDefault' : 'strongestDefault') },
              ...offered.map((name) => ({ value: name, text: name })),
            ]}
            onChange={(name) => onChoose(name === '' ? undefined : name)}
          />
        )}
      </Field>
      <p className="text-fg-2 text-meta">{t(part === 'local' ? 'localHint' : 'strongestHint')}</p>
    </div>
  )
}
