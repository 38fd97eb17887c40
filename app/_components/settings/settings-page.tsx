'use client'

import { useQuery } from '@tanstack/react-query'
import { Undo2 } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import { useMay } from '../../_lib/panel-context.ts'
import { useTRPC } from '../../_lib/trpc.ts'
import { PageBody } from '../frame/page-body.tsx'
import { Answered } from '../list/answered.tsx'
import { Button } from '../ui/button.tsx'
import { Callout } from '../ui/callout.tsx'
import { SegmentedChoice } from '../ui/segmented-choice.tsx'
import type { ConfigReport } from './draft.ts'
import { SettingsForm } from './settings-form.tsx'
import { useConfigAction } from './use-config-action.ts'

const RawText = dynamic(async () => (await import('./raw-text.tsx')).RawText, {
  loading: () => <div className="h-96" aria-busy="true" />,
})

const RESTART = 'openclaw gateway stop && openclaw gateway start'

/** openclaw.json: as a form, or as the text that it is. */
export function SettingsPage() {
  const t = useTranslations('settingsPage')
  const mayChange = useMay('admin')
  const answer = useQuery(useTRPC().config.get.queryOptions({}))
  const [view, setView] = useState<'form' | 'text'>('form')
  const [done, setDone] = useState<'saved' | 'undone' | null>(null)
  const report = answer.data

  function onSaved(what: 'saved' | 'undone') {
    setDone(what)
    void answer.refetch()
  }

  return (
    <PageBody title={t('title')}>
      <Answered answer={answer}>
        {report && (
          <>
            <div className="flex flex-wrap items-center gap-2">
              {mayChange && (
                <SegmentedChoice
                  label={t('view')}
                  value={view}
                  onChange={setView}
                  options={[
                    { value: 'form', text: t('form') },
                    { value: 'text', text: t('text') },
                  ]}
                />
              )}
              <p role="status" className="min-w-0 flex-1 text-ok text-ui">
                {done !== null && t(done)}
              </p>
              {mayChange && report.undoAt !== null && (
                <UndoButton report={{ ...report, undoAt: report.undoAt }} onDone={() => onSaved('undone')} />
              )}
            </div>
            {report.waiting.length > 0 && (
              <Callout tone="warn">
                <p>{t('waitingHint', { settings: report.waiting.join(', ') })}</p>
                <code className="font-mono text-meta">{RESTART}</code>
              </Callout>
            )}
            {view === 'form' ? (
              <SettingsForm
                report={report}
                onSaved={() => onSaved('saved')}
                onReload={() => void answer.refetch()}
              />
            ) : (
              <RawText report={report} onSaved={() => onSaved('saved')} />
            )}
          </>
        )}
      </Answered>
    </PageBody>
  )
}

/** Brings the version before this one back. */
function UndoButton({
  report,
  onDone,
}: {
  report: ConfigReport & { readonly undoAt: number }
  onDone: () => void
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
          void run('config.undo', { baseHash: report.hash }).then(
            (result) => result !== undefined && onDone(),
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
