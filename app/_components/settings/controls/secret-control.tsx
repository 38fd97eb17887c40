'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '../../ui/button.tsx'
import { FIELD } from '../../ui/field.tsx'
import type { ControlProps } from './setting-control.tsx'

/** What the gateway shows in the place of a secret. */
export const HIDDEN = /^\[hidden( \d+)?\]$/

/** A secret: whether there is one, and the way to give another. It is never shown again. */
export function SecretControl({ value, isDisabled, id, describedBy, onChange }: ControlProps) {
  const t = useTranslations('settingsPage')
  const [kept, setKept] = useState<unknown>()
  const isHidden = typeof value === 'string' && HIDDEN.test(value)
  const isOpen = kept !== undefined || !isHidden
  if (!isOpen) {
    return (
      <div className="flex min-h-8 items-center gap-2">
        <output id={id} aria-describedby={describedBy} className="text-fg-2 text-ui">
          {t('secretSet')}
        </output>
        {!isDisabled && (
          <Button
            onClick={() => {
              setKept(value)
              onChange(undefined)
            }}
          >
            {t('replace')}
          </Button>
        )}
      </div>
    )
  }
  const text = value === undefined ? '' : String(value)
  return (
    <div className="flex items-center gap-2">
      <input
        id={id}
        aria-describedby={describedBy}
        disabled={isDisabled}
        // A name of the environment is no secret, and is better read than trusted.
        type={text === '' || text.startsWith('$') ? 'text' : 'password'}
        value={text}
        placeholder="${NAME}"
        autoComplete="off"
        spellCheck={false}
        className={`${FIELD} min-w-0 font-mono`}
        onChange={(event) =>
          onChange(event.target.value.trim() === '' ? undefined : event.target.value.trim())
        }
      />
      {kept !== undefined && (
        <Button
          tone="quiet"
          className="shrink-0 whitespace-nowrap"
          onClick={() => {
            setKept(undefined)
            onChange(kept)
          }}
        >
          {t('keep')}
        </Button>
      )}
    </div>
  )
}
