'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { isMistake } from '#protocol/config/findings/finding.ts'
import { useTRPC } from '../../../_lib/trpc.ts'
import { Answered } from '../../list/answered.tsx'
import { Button } from '../../ui/button.tsx'
import type { ConfigReport, Finding } from '../draft.ts'
import { SaveDialog } from '../save-dialog.tsx'
import { type UnsavedText, unsavedText as unsaved } from '../unsaved.ts'
import { type Saved, useConfigAction } from '../use-config-action.ts'
import { useProblemWords } from '../use-setting-words.ts'
import { CodeEditor } from './code-editor.tsx'
import { listTextChanges } from './text-changes.ts'

/** A text is looked at once its writer has paused for so long (milliseconds). */
const PAUSE_MS = 300

/** openclaw.json as it is written, secrets left out; what is wrong is shown where it is. */
export function RawText({
  report,
  onSaved,
  onEdit,
}: {
  report: ConfigReport
  onSaved: (saved: Saved) => void
  /** Something is typed that is not saved yet. */
  onEdit: () => void
}) {
  const t = useTranslations('settingsPage')
  const problemOf = useProblemWords()
  const answer = useQuery(useTRPC().config.text.queryOptions({}, { staleTime: 0, gcTime: 0 }))
  const { run, isBusy, problem, forget } = useConfigAction()
  const [base, setBase] = useState<UnsavedText['base'] | null>(() => unsaved.find()?.base ?? null)
  const [text, setText] = useState(() => unsaved.find()?.text ?? '')
  /** What the editor begins with. */
  const [first, setFirst] = useState(text)
  /** Grows with each text that did not come out of the editor. */
  const [version, setVersion] = useState(0)
  const [findings, setFindings] = useState<readonly Finding[]>([])
  const [isSaving, setSaving] = useState(false)
  const isDirty = base !== null && text !== base.text
  const current = answer.data
  if (current && current.hash !== base?.hash && !isDirty) {
    setBase(current)
    setFindings(report.findings)
    if (current.text !== text) {
      setText(current.text)
      setFirst(current.text)
      setVersion(version + 1)
    }
  }
  useEffect(() => unsaved.keep(base && isDirty ? { base, text } : undefined), [isDirty, base, text])
  const { refetch } = answer
  useEffect(() => {
    if (report.hash !== current?.hash) void refetch()
  }, [report.hash, current?.hash, refetch])

  useEffect(() => {
    if (!isDirty) return
    const timer = setTimeout(async () => {
      const checked = await run<{ findings: Finding[] }>('config.check', { text })
      if (checked) setFindings(checked.findings)
    }, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text, isDirty, run])

  async function save() {
    if (!base) return
    const saved = await run<Saved>('config.set', { baseHash: base.hash, text })
    if (!saved) {
      void refetch()
      return
    }
    setSaving(false)
    setBase({ text, hash: saved.hash })
    onSaved(saved)
    // A secret that was typed in comes back as its mark.
    void refetch()
  }

  const hasMistake = isDirty && findings.some(isMistake)
  return (
    <Answered answer={answer}>
      {base && (
        <div className="flex flex-col gap-3">
          <p className="text-fg-2 text-ui">{t('textHint')}</p>
          <CodeEditor
            key={version}
            label={t('textLabel')}
            text={first}
            marks={findings.map((finding) => ({
              ...finding,
              severity: isMistake(finding) ? 'error' : 'warning',
              message: problemOf(finding),
            }))}
            onChange={(next) => {
              setText(next)
              onEdit()
            }}
          />
          {findings.length > 0 && (
            <ul aria-live="polite" className="flex flex-col gap-1 text-meta">
              {findings.map((finding) => (
                <li
                  key={`${finding.line}/${finding.message}`}
                  className={isMistake(finding) ? 'text-err' : 'text-warn'}
                >
                  <span className="font-mono">
                    {t('place', { line: finding.line, column: finding.column })}
                  </span>{' '}
                  {problemOf(finding)}
                </li>
              ))}
            </ul>
          )}
          <div className="flex flex-wrap items-center justify-end gap-2">
            {problem === null && isDirty && current && current.hash !== base.hash && (
              <p role="status" className="min-w-0 flex-1 text-meta text-warn">
                {t('changedMeanwhile')}
              </p>
            )}
            {problem !== null && !isSaving && (
              <p role="alert" className="min-w-0 flex-1 text-err text-meta [overflow-wrap:anywhere]">
                {problem}
              </p>
            )}
            <Button
              tone="quiet"
              disabled={!isDirty}
              onClick={() => {
                setText(base.text)
                setFirst(base.text)
                setFindings(report.findings)
                setVersion(version + 1)
                forget()
              }}
            >
              {t('discard')}
            </Button>
            <Button
              tone="primary"
              disabled={!isDirty || hasMistake || isBusy}
              onClick={() => setSaving(true)}
            >
              {t('review')}
            </Button>
          </div>
          {isSaving && (
            <SaveDialog
              differences={listTextChanges(base.text, text)}
              problem={problem}
              isBusy={isBusy}
              onSave={() => void save()}
              onClose={() => {
                setSaving(false)
                forget()
              }}
            />
          )}
        </div>
      )}
    </Answered>
  )
}
