'use client'

import clsx from 'clsx'
import { useTranslations } from 'use-intl'
import { FIELD, Field } from '../../ui/field.tsx'
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
  const isOffered = (name: string) => name === value || names.includes(name)
  return (
    <div
      className="flex flex-col gap-1 rounded-card border bg-surface p-3"
      {...(isFixed ? {} : dropping((name) => isOffered(name) && onChoose(name)))}
    >
      <Field label={t(part === 'local' ? 'localRole' : 'strongestRole')}>
        {(id) => (
          <select
            id={id}
            value={value ?? ''}
            disabled={isFixed}
            className={clsx(FIELD, value !== undefined && 'font-mono')}
            onChange={(event) => onChoose(event.target.value === '' ? undefined : event.target.value)}
          >
            <option value="">{t(part === 'local' ? 'localDefault' : 'strongestDefault')}</option>
            {value !== undefined && !names.includes(value) && <option value={value}>{value}</option>}
            {names.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <p className="text-fg-2 text-meta">{t(part === 'local' ? 'localHint' : 'strongestHint')}</p>
    </div>
  )
}
