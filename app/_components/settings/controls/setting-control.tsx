'use client'

import { useTranslations } from 'use-intl'
import { FIELD } from '../../ui/field.tsx'
import type { Field } from '../draft.ts'
import { LinesControl } from './lines-control.tsx'
import { SecretControl } from './secret-control.tsx'

export interface ControlProps {
  readonly field: Field
  /** As the file has it, or will have it; undefined where nothing is written. */
  readonly value: unknown
  readonly options: Readonly<Record<string, string>>
  readonly isDisabled: boolean
  readonly id: string
  /** Ids of the words about it. */
  readonly describedBy: string
  readonly onChange: (value: unknown) => void
}

/** The input for one setting, by its kind. */
export function SettingControl(props: ControlProps) {
  const { field, value, options, isDisabled, id, describedBy, onChange } = props
  const t = useTranslations('settingsPage')
  const common = { id, disabled: isDisabled, 'aria-describedby': describedBy }
  if (field.kind === 'choice') {
    const nameOf = (option: unknown) => {
      const value = String(option)
      const name = options[value] ?? value
      return name.toLowerCase() === value ? name : t('option', { name, value })
    }
    const known = value === undefined || field.options.includes(String(value))
    return (
      <select
        {...common}
        value={value === undefined ? '' : String(value)}
        className={FIELD}
        onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
      >
        <option value="">
          {field.fallback === undefined ? t('notSet') : t('defaultIs', { value: nameOf(field.fallback) })}
        </option>
        {!known && <option value={String(value)}>{String(value)}</option>}
        {field.options.map((option) => (
          <option key={option} value={option}>
            {nameOf(option)}
          </option>
        ))}
      </select>
    )
  }
  if (field.kind === 'switch') {
    return (
      <select
        {...common}
        value={value === undefined ? '' : String(value)}
        className={FIELD}
        onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value === 'true')}
      >
        <option value="">{t('defaultIs', { value: t(field.fallback === true ? 'yes' : 'no') })}</option>
        <option value="true">{t('yes')}</option>
        <option value="false">{t('no')}</option>
      </select>
    )
  }
  if (field.kind === 'list' || field.kind === 'table') return <LinesControl {...props} />
  if (field.isSecret) return <SecretControl {...props} />
  if (field.isLong) {
    return (
      <textarea
        {...common}
        value={value === undefined ? '' : String(value)}
        rows={5}
        placeholder={t('notSet')}
        className={`${FIELD} resize-y py-1.5`}
        onChange={(event) => onChange(read(field, event.target.value))}
      />
    )
  }
  return (
    <input
      {...common}
      value={value === undefined ? '' : String(value)}
      inputMode={field.kind === 'number' ? 'decimal' : 'text'}
      placeholder={field.fallback === undefined ? t('notSet') : String(field.fallback)}
      autoComplete="off"
      spellCheck={false}
      className={`${FIELD} font-mono`}
      onChange={(event) => onChange(read(field, event.target.value))}
    />
  )
}

/** A number where it is one; else the words themselves, of which the gateway then says what is wrong. */
function read({ kind }: Field, text: string): unknown {
  const trimmed = text.trim()
  if (trimmed === '') return undefined
  return kind === 'number' && /^-?\d{1,15}(\.\d{1,6})?$/.test(trimmed) ? Number(trimmed) : text
}
