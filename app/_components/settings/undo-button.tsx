'use client'

import { Undo2 } from 'lucide-react'
import { useFormatter, useTranslations } from 'use-intl'
import { Button } from '../ui/button.tsx'
import type { ConfigReport } from './draft.ts'
import { type Saved, useConfigAction } from './use-config-action.ts'

/** Brings the version before this one back. */
export function UndoButton({
  report,
  onDone,
}: {
  report: ConfigReport & { readonly undoAt: number }
  onDone: (saved: Saved) => void
}) {
  const t = useTranslations('settingsPage')
  const format = useFormatter()
  const { run, isBusy, problem } = useConfigAction()
  const at = format.dateTime(report.undoAt, { dateStyle: 'medium', timeStyle: 'short' })
  return (
    <>
      <Button
        tone="quiet"
        disabled={isBusy}
        title={t('undoHint', { at })}
        onClick={() =>
          void run<Saved>('config.undo', { baseHash: report.hash }).then(
            (result) => result !== undefined && onDone(result),
          )
        }
      >
        <Undo2 size={16} aria-hidden="true" />
        {t('undo')}
      </Button>
      {problem !== null && (
        <p role="alert" className="w-full text-err text-meta">
          {problem}
        </p>
      )}
    </>
  )
}
