'use client'

import { useTranslations } from 'use-intl'
import { formatPath, isSecretPath, type Path } from '#protocol/config/path.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { visible } from '../ui/visible.ts'
import { HIDDEN } from './controls/secret-control.tsx'
import type { Difference } from './draft.ts'

/** What is about to be written: each setting, as it was and as it is to be. */
export function SaveDialog({
  differences,
  problem,
  isBusy,
  onSave,
  onClose,
}: {
  differences: readonly Difference[]
  problem: string | null
  isBusy: boolean
  onSave: () => void
  onClose: () => void
}) {
  const t = useTranslations('settingsPage')
  return (
    <Dialog
      title={differences.length === 0 ? t('saveText') : t('saveTitle', { count: differences.length })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button tone="primary" disabled={isBusy} onClick={onSave}>
            {t('save')}
          </Button>
        </>
      }
    >
      {differences.length === 0 ? (
        <p>{t('onlyLayout')}</p>
      ) : (
        <ul className="flex flex-col divide-y">
          {differences.map(({ path, before, after }) => (
            <li key={formatPath(path)} className="flex flex-col gap-1 py-2">
              <p className="font-mono font-medium text-fg text-meta [overflow-wrap:anywhere]">
                {visible(formatPath(path))}
              </p>
              <Value label={t('before')} sign="−" className="text-err" path={path} value={before} />
              <Value label={t('after')} sign="+" className="text-ok" path={path} value={after} />
            </li>
          ))}
        </ul>
      )}
      {problem !== null && (
        <p role="alert" className="text-err [overflow-wrap:anywhere]">
          {problem}
        </p>
      )}
    </Dialog>
  )
}

function Value(props: { label: string; sign: string; className: string; path: Path; value: unknown }) {
  const { label, sign, className, path, value } = props
  const t = useTranslations('settingsPage')
  const masked = mask(value, path, t('hidden'))
  const text =
    masked === undefined
      ? t('notWritten')
      : typeof masked === 'string'
        ? masked
        : JSON.stringify(masked, null, 1)
  return (
    <p className={`flex gap-2 text-meta ${className}`}>
      <span aria-hidden="true" className="font-mono">
        {sign}
      </span>
      <span className="sr-only">{label}</span>
      <span className="min-w-0 whitespace-pre-wrap font-mono [overflow-wrap:anywhere]">{visible(text)}</span>
    </p>
  )
}

/** The same with each secret replaced: one that was just typed in, too. Names of the environment stay. */
function mask(value: unknown, path: Path, word: string): unknown {
  if (typeof value === 'string') {
    if (HIDDEN.test(value)) return word
    return isSecretPath(path) && !/^(\$\{\w+\})+$/.test(value) ? word : value
  }
  if (Array.isArray(value)) return value.map((item, index) => mask(item, [...path, index], word))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, mask(item, [...path, key], word)]),
  )
}
