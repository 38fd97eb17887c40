'use client'

import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { formatPath } from '#protocol/config/path.ts'
import { useMay } from '../../_lib/panel-context.ts'
import { Button } from '../ui/button.tsx'
import { Callout } from '../ui/callout.tsx'
import { SearchInput } from '../ui/field.tsx'
import { type ConfigReport, type Finding, listChanges, rebase, setAt } from './draft.ts'
import { type Form, FormProvider } from './form.ts'
import { LooseFindings } from './loose-findings.tsx'
import { SaveDialog } from './save-dialog.tsx'
import { SettingGroups } from './setting-group.tsx'
import { createUnsaved } from './unsaved.ts'
import { type Saved, useConfigAction } from './use-config-action.ts'

interface Edited {
  /** The file that the draft is a change of. */
  readonly base: ConfigReport
  /** The newest file that this has followed. */
  readonly seen: string
  readonly draft: unknown
  /** What somebody else has changed meanwhile, and this draft too. */
  readonly disputed: readonly string[]
}

const unchanged = (report: ConfigReport): Edited => ({
  base: report,
  seen: report.hash,
  draft: report.written,
  disputed: [],
})
const unsaved = createUnsaved<Edited>()

/** Every setting of the schema, to be changed together and saved once. */
export function SettingsForm({
  report,
  onSaved,
  onEdit,
  onReload,
}: {
  report: ConfigReport
  onSaved: (saved: Saved) => void
  /** Something is changed that is not saved yet. */
  onEdit: () => void
  /** Asks for the newest report: not every edit of the file is told. */
  onReload: () => void
}) {
  const t = useTranslations('settingsPage')
  const mayChange = useMay('admin')
  const { run, isBusy, problem, forget } = useConfigAction()
  const [edited, setEdited] = useState<Edited>(() => unsaved.find() ?? unchanged(report))
  const { base, seen, draft, disputed } = edited
  const [findings, setFindings] = useState<readonly Finding[] | null>(null)
  const [isSaving, setSaving] = useState(false)
  const [search, setSearch] = useState('')
  const differences = listChanges(base.fields, base.written, draft)
  const isDirty = differences.length > 0
  const mine = disputed.filter((name) => differences.some(({ path }) => formatPath(path) === name))
  // What somebody is changing stays under his hands, as a change of the newest file.
  if (seen !== report.hash) {
    const next = rebase(differences, report.written)
    const all = [...new Set([...disputed, ...next.disputed])]
    setEdited({ ...unchanged(report), draft: next.draft, disputed: all })
    setFindings(null)
  }
  useEffect(() => unsaved.keep(isDirty ? edited : undefined), [isDirty, edited])
  const isBroken = report.findings.some(({ kind }) => kind === 'unreadable')
  const form: Form = {
    fields: base.fields,
    written: base.written,
    draft,
    findings: findings ?? report.findings,
    waiting: report.waiting,
    isOpen: mayChange && !isBroken,
    search: search.trim().toLowerCase(),
    set(path, value) {
      setEdited((present) => ({ ...present, draft: setAt(present.draft, path, value) }))
      forget()
      onEdit()
    },
  }
  const changes = differences.map(({ path, after }) =>
    after === undefined ? { path } : { path, value: after },
  )

  async function review() {
    const checked = await run<{ ok: boolean; findings: Finding[] }>('config.check', { changes })
    if (!checked) return
    setFindings(checked.findings)
    if (checked.findings.some((finding) => isNew(finding, base.findings))) {
      requestAnimationFrame(() =>
        document.querySelector('[data-setting] [role=alert]')?.scrollIntoView({ block: 'center' }),
      )
    } else setSaving(true)
  }

  async function save() {
    const saved = await run<Saved>('config.set', { baseHash: base.hash, changes })
    if (!saved) {
      onReload()
      return
    }
    setSaving(false)
    // Until the newest report is there, the draft is what the file says.
    setEdited({ ...edited, base: { ...base, hash: saved.hash, written: draft }, disputed: [] })
    onSaved(saved)
  }

  return (
    <FormProvider value={form}>
      <SearchInput label={t('search')} value={search} onChange={setSearch} />
      <LooseFindings findings={report.findings} fields={base.fields} />
      {isBroken && <Callout tone="error">{t('broken')}</Callout>}
      {!mayChange && <Callout tone="neutral">{t('readOnly')}</Callout>}
      <SettingGroups />
      {isDirty && (
        <div className="sticky bottom-0 z-10 -mx-4 flex flex-wrap items-center gap-2 border-t bg-bg px-4 py-2 md:-mx-6 md:px-6">
          <p role="status" className="min-w-0 flex-1 text-ui">
            {t('unsaved', { count: differences.length })}
            {mine.length > 0 && (
              <span className="block text-meta text-warn [overflow-wrap:anywhere]">
                {t('disputed', { settings: mine.join(', ') })}
              </span>
            )}
          </p>
          {problem !== null && !isSaving && (
            <p role="alert" className="w-full text-err text-meta [overflow-wrap:anywhere]">
              {problem}
            </p>
          )}
          <Button
            tone="quiet"
            onClick={() => {
              setEdited(unchanged(report))
              setFindings(null)
              forget()
              onReload()
            }}
          >
            {t('discard')}
          </Button>
          <Button tone="primary" disabled={isBusy} onClick={() => void review()}>
            {t('review')}
          </Button>
        </div>
      )}
      {isSaving && (
        <SaveDialog
          differences={differences}
          problem={problem}
          isBusy={isBusy}
          onSave={() => void save()}
          onClose={() => {
            setSaving(false)
            forget()
          }}
        />
      )}
    </FormProvider>
  )
}

/** A mistake, or a name that there is not, that the file did not have before. */
const isNew = (finding: Finding, known: readonly Finding[]): boolean =>
  finding.kind !== 'missing-variable' && !known.some(({ message }) => message === finding.message)
