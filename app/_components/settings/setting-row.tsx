'use client'

import clsx from 'clsx'
import { RotateCcw } from 'lucide-react'
import { useId } from 'react'
import { useTranslations } from 'use-intl'
import { isMistake } from '#protocol/config/findings/finding.ts'
import { formatPath, type Path, valueAt } from '#protocol/config/path.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { visible } from '../ui/visible.ts'
import { SettingControl } from './controls/setting-control.tsx'
import type { Field } from './draft.ts'
import { type Form, useForm } from './form.ts'
import { useProblemWords, useSettingWords } from './use-setting-words.ts'

/** One setting: what it is called, where it stands in the file, what it means, and its value. */
export function SettingRow({ field, path }: { field: Field; path: Path }) {
  const t = useTranslations('settingsPage')
  const tUnit = useTranslations('unit')
  const wordsOf = useSettingWords()
  const problemOf = useProblemWords()
  const form = useForm()
  const id = useId()
  const aboutId = useId()
  const { name, about, options } = wordsOf(field)
  const value = valueAt(form.draft, path)
  const problems = problemsAt(form, path)
  const isChanged = JSON.stringify(value) !== JSON.stringify(valueAt(form.written, path))
  const isWaiting = form.waiting.includes(formatPath(path))
  return (
    <div className="flex flex-col gap-x-6 gap-y-2 px-3 py-3 md:flex-row" data-setting={formatPath(path)}>
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
          <label htmlFor={id} className="font-medium text-ui">
            {name}
          </label>
          {isChanged && <Tag className="bg-accent/12 text-accent">{t('changed')}</Tag>}
          {isWaiting && <Tag className="bg-warn-tint text-warn">{t('waiting')}</Tag>}
          {field.atStart && !isWaiting && <Tag className="border text-fg-2">{t('atStart')}</Tag>}
        </p>
        <p className="font-mono text-fg-3 text-meta [overflow-wrap:anywhere]">{visible(formatPath(path))}</p>
        <p id={aboutId} className="text-fg-2 text-meta">
          {about}
        </p>
      </div>
      <div className="flex w-full shrink-0 flex-col gap-1 md:w-72">
        <div className="flex items-start gap-1">
          <div className="min-w-0 flex-1">
            <SettingControl
              field={field}
              value={value}
              options={options}
              isDisabled={!form.isOpen}
              id={id}
              describedBy={aboutId}
              onChange={(next) => form.set(path, next)}
            />
          </div>
          {field.unit !== undefined && (
            <span className="shrink-0 py-1.5 pl-1 text-fg-2 text-ui">{tUnit(unitOf(field.unit))}</span>
          )}
          {form.isOpen && value !== undefined && !field.isSecret && (
            <IconButton label={t('unset', { name })} onClick={() => form.set(path, undefined)}>
              <RotateCcw size={14} />
            </IconButton>
          )}
        </div>
        {problems.map((finding) => (
          <p
            key={finding.message}
            role={isMistake(finding) ? 'alert' : undefined}
            className={clsx(
              'text-meta [overflow-wrap:anywhere]',
              isMistake(finding) ? 'text-err' : 'text-warn',
            )}
          >
            {problemOf(finding)}
          </p>
        ))}
      </div>
    </div>
  )
}

function Tag({ className, children }: { className: string; children: string }) {
  return <span className={`whitespace-nowrap rounded-chip px-1.5 text-label ${className}`}>{children}</span>
}

/** What was found at a setting, or at an item of its list. */
function problemsAt({ findings }: Form, path: Path) {
  return findings.filter(
    (finding) =>
      finding.path.length >= path.length && path.every((step, index) => finding.path[index] === step),
  )
}

const UNITS = ['tokens', 'usd', 'bytes', 'megabytes', 'hours', 'days'] as const
const unitOf = (unit: string) => UNITS.find((known) => known === unit) ?? 'bytes'
