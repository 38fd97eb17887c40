'use client'

import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useAddressChoice } from '../../_lib/location.ts'
import { useMay } from '../../_lib/panel-context.ts'
import { useTRPC } from '../../_lib/trpc.ts'
import { PageBody } from '../frame/page-body.tsx'
import { Answered } from '../list/answered.tsx'
import { SegmentedChoice } from '../ui/segmented-choice.tsx'
import { FileState } from './file-state.tsx'
import { SettingsForm } from './settings-form.tsx'
import { UndoButton } from './undo-button.tsx'
import { unsavedText } from './unsaved.ts'
import type { Saved } from './use-config-action.ts'

const RawText = dynamic(async () => (await import('./text/raw-text.tsx')).RawText, {
  loading: () => <div className="h-96" aria-busy="true" />,
})

const VIEWS = ['form', 'text'] as const

/** openclaw.json: as a form, or as the text that it is. */
export function SettingsPage() {
  const t = useTranslations('settingsPage')
  const mayChange = useMay('admin')
  const answer = useQuery(useTRPC().config.get.queryOptions({}))
  const [first] = useState(() => (unsavedText.find() ? 'text' : 'form'))
  const [view, setView] = useAddressChoice('view', VIEWS, first)
  const [areBoth, setBoth] = useState(false)
  const [done, setDone] = useState<(Saved & { what: 'saved' | 'undone' }) | null>(null)
  const report = answer.data

  function onSaved(what: 'saved' | 'undone', saved: Saved) {
    setDone({ ...saved, what })
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
                  onChange={(next) => {
                    setBoth(true)
                    setView(next)
                  }}
                  options={[
                    { value: 'form', text: t('form') },
                    { value: 'text', text: t('text') },
                  ]}
                />
              )}
              <p role="status" className="min-w-0 flex-1 text-ok text-ui">
                {/* Until something else happens to the file. */}
                {done?.hash === report.hash && t(done.what)}
              </p>
              {mayChange && report.undoAt !== null && (
                <UndoButton
                  report={{ ...report, undoAt: report.undoAt }}
                  onDone={(saved) => onSaved('undone', saved)}
                />
              )}
            </div>
            <FileState
              report={report}
              missing={(done?.hash === report.hash && done.missing) || []}
              onDone={(saved) => onSaved('saved', saved)}
            />
            {/* What was typed into one stays while the other is looked at. */}
            <div className={view === 'form' ? 'contents' : 'hidden'}>
              <SettingsForm
                report={report}
                onSaved={(saved) => onSaved('saved', saved)}
                onEdit={() => setDone(null)}
                onReload={() => void answer.refetch()}
              />
            </div>
            {(areBoth || view === 'text') && (
              <div className={view === 'text' ? 'contents' : 'hidden'}>
                <RawText
                  report={report}
                  onSaved={(saved) => onSaved('saved', saved)}
                  onEdit={() => setDone(null)}
                />
              </div>
            )}
          </>
        )}
      </Answered>
    </PageBody>
  )
}
