'use client'

import { useId, useState } from 'react'
import { useFormatter, useNow, useTranslations } from 'use-intl'
import { LANGUAGES, setLanguage, useLanguage } from '../../_lib/appearance.ts'
import { useSettings } from '../models/use-settings.ts'
import { Field, TextInput } from '../ui/field.tsx'
import { SegmentedChoice } from '../ui/segmented-choice.tsx'

/** Every language is named in itself. */
const LANGUAGE_NAMES = { en: 'English', zh: '中文' }

/** How the owner is called, and the language and time zone that he lives in. */
export function YouStep({ formId, onSaved }: { formId: string; onSaved: () => void }) {
  const t = useTranslations('firstRun')
  const tError = useTranslations('error')
  const format = useFormatter()
  const now = useNow({ updateInterval: 10_000 })
  const zonesId = useId()
  const language = useLanguage() ?? 'en'
  const { saved, isBusy, problem, save } = useSettings('owner')
  const [name, setName] = useState<string | null>(null)
  const [zone, setZone] = useState<string | null>(null)
  const shownName = name ?? saved?.name ?? ''
  const shownZone = zone ?? saved?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  const isZone = isTimeZone(shownZone)

  async function keep() {
    if (!isZone || isBusy || saved === undefined) return
    if (await save({ name: shownName.trim() || undefined, timeZone: shownZone })) onSaved()
  }

  return (
    <form
      id={formId}
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        void keep()
      }}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label={t('name')}>
          {(id) => (
            <TextInput id={id} value={shownName} maxLength={80} autoComplete="name" onChange={setName} />
          )}
        </Field>
        <div className="flex flex-col gap-1">
          <span aria-hidden="true" className="text-fg-2 text-label">
            {t('language')}
          </span>
          <SegmentedChoice
            label={t('language')}
            value={language}
            onChange={setLanguage}
            options={LANGUAGES.map((value) => ({ value, text: LANGUAGE_NAMES[value] }))}
          />
        </div>
        <Field label={t('zone')}>
          {(id) => (
            <>
              <TextInput id={id} list={zonesId} value={shownZone} aria-invalid={!isZone} onChange={setZone} />
              <datalist id={zonesId}>
                {Intl.supportedValuesOf('timeZone').map((each) => (
                  <option key={each} value={each} />
                ))}
              </datalist>
            </>
          )}
        </Field>
        <p className="self-end pb-1.5 text-fg-2 text-meta">
          {isZone
            ? t('timeThere', {
                time: format.dateTime(now, { timeStyle: 'short', dateStyle: 'medium', timeZone: shownZone }),
              })
            : t('zoneBad')}
        </p>
      </div>
      {problem && (
        <p role="alert" className="text-err text-meta">
          {tError(problem)}
        </p>
      )}
    </form>
  )
}

function isTimeZone(name: string): boolean {
  try {
    return name !== '' && Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}
