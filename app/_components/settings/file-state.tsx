'use client'

import { useLocale, useTranslations } from 'use-intl'
import { isMistake } from '#protocol/config/findings/finding.ts'
import { sayFinding } from '#protocol/config/findings/words.ts'
import { useMay } from '../../_lib/panel-context.ts'
import { Button } from '../ui/button.tsx'
import { Callout } from '../ui/callout.tsx'
import { visible } from '../ui/visible.ts'
import type { ConfigReport } from './draft.ts'
import { type Saved, useConfigAction } from './use-config-action.ts'

const RESTART = 'openclaw gateway restart'

/** What is to be known of openclaw.json before it is changed. */
export function FileState({
  report,
  missing,
  onDone,
}: {
  report: ConfigReport
  /** Settings whose secrets did not come back with the file. */
  missing: readonly string[]
  onDone: (saved: Saved) => void
}) {
  const t = useTranslations('settingsPage')
  return (
    <>
      <Mistakes report={report} onDone={onDone} />
      {missing.length > 0 && (
        <Callout tone="warn">{t('secretsMissing', { settings: missing.join(', ') })}</Callout>
      )}
      {report.waiting.length > 0 && (
        <Callout tone="warn">
          <p>{t('waitingHint', { settings: report.waiting.join(', ') })}</p>
          <code className="font-mono text-meta">{RESTART}</code>
        </Callout>
      )}
    </>
  )
}

/** Why openclaw.json, or a part of it, is not in force, what is instead, and the way out. */
function Mistakes({ report, onDone }: { report: ConfigReport; onDone: (saved: Saved) => void }) {
  const t = useTranslations('settingsPage')
  const locale = useLocale()
  const mayChange = useMay('admin')
  const { run, isBusy, problem } = useConfigAction()
  const told = [...report.findings.filter(isMistake), ...report.inForce]
  if (told.length === 0) return null
  const gone = report.inForce.find(({ kind }) => kind === 'gone')
  const act = async (method: string, params: object) => {
    const result = await run<Saved>(method, { baseHash: report.hash, ...params })
    if (result) onDone(result)
  }
  return (
    <Callout tone="warn">
      <ul className="flex flex-col gap-1 [overflow-wrap:anywhere]">
        {told.map((finding) => (
          // The way out stands below.
          <li key={finding.message}>{visible(sayFinding(finding, locale, finding.kind === 'gone'))}</li>
        ))}
      </ul>
      {gone && mayChange && (
        <div className="mt-2 flex flex-wrap gap-2">
          <Button tone="primary" disabled={isBusy} onClick={() => void act('config.undo', {})}>
            {t('bringBack')}
          </Button>
          {gone.instead === 'default' && (
            <Button disabled={isBusy} onClick={() => void act('config.set', { text: '{}\n' })}>
              {t('keepDefaults')}
            </Button>
          )}
        </div>
      )}
      {problem !== null && (
        <p role="alert" className="mt-1 text-err text-meta">
          {problem}
        </p>
      )}
    </Callout>
  )
}
