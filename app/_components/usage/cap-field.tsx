'use client'

import { useId, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Settings } from '../models/use-settings.ts'
import { Button } from '../ui/button.tsx'
import { TextInput } from '../ui/field.tsx'

/** The daily limit in US dollars; an empty field is none. */
export function CapField({ settings, onSaved }: { settings: Settings<'models'>; onSaved: () => void }) {
  const t = useTranslations('usagePage')
  const tError = useTranslations('error')
  const id = useId()
  const { saved: models, mayChange, isBusy, problem, save } = settings
  const saved = models?.dailyCapUsd
  const [text, setText] = useState<string | null>(null)
  if (!mayChange) return null
  // As high as what comes: nothing below it moves.
  if (!models) return <div aria-busy="true" className="h-21 md:h-18" />
  const shown = text ?? (saved === undefined ? '' : String(saved))
  const amount = shown.trim() === '' ? undefined : Number(shown.replace(',', '.'))
  const isGood = amount === undefined || (Number.isFinite(amount) && amount > 0)
  const isChanged = amount !== saved

  async function keep() {
    if (!isGood || !isChanged) return
    if (!(await save({ dailyCapUsd: amount }))) return
    setText(null)
    onSaved()
  }

  return (
    <form
      className="flex flex-col gap-1"
      onSubmit={(event) => {
        event.preventDefault()
        void keep()
      }}
    >
      <label htmlFor={id} className="text-fg-2 text-label">
        {t('cap')}
      </label>
      <div className="flex items-center gap-2">
        <TextInput
          id={id}
          inputMode="decimal"
          value={shown}
          maxLength={12}
          placeholder={t('capNone')}
          aria-invalid={!isGood}
          aria-describedby={`${id}-hint`}
          className="max-w-40 tabular-nums"
          onChange={setText}
        />
        <Button type="submit" disabled={!isGood || !isChanged || isBusy}>
          {t('save')}
        </Button>
      </div>
      <p id={`${id}-hint`} className="text-fg-2 text-meta">
        {isGood ? t('capHint') : t('capBad')}
      </p>
      {problem && (
        <p role="alert" className="text-err text-meta">
          {tError(problem)}
        </p>
      )}
    </form>
  )
}
