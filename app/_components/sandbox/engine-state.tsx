'use client'

import clsx from 'clsx'
import { TriangleAlert } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { useMay } from '../../_lib/panel-context.ts'
import type { Answers } from '../../_lib/trpc.ts'
import { useAction } from '../../_lib/use-action.ts'
import { Button } from '../ui/button.tsx'
import { Callout } from '../ui/callout.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { visible } from '../ui/visible.ts'

export type SandboxReport = Answers['sandbox']['status']

/** What helps, to be copied into a terminal. */
const COMMANDS: Partial<Record<SandboxReport['state'], string>> = {
  'no-engine': 'sudo apt-get install docker.io',
  'no-access': 'sudo usermod -aG docker "$USER"',
  'no-answer': 'sudo systemctl restart docker',
  'no-image': 'openclaw sandbox build',
}

/** Whether Docker and the image are ready, and what to do where they are not. */
export function EngineState({ report, onChanged }: { report: SandboxReport; onChanged: () => void }) {
  const t = useTranslations('sandboxPage')
  const tState = useTranslations('sandboxState')
  const mayManage = useMay('admin')
  const build = useAction()
  const { state, engine, image, buildProblem } = report
  const isBuilding = state === 'building'
  const isTrouble = !['ready', 'off', 'checking', 'building'].includes(state)

  async function start() {
    await build.run('sandbox.build', {})
    onChanged()
  }

  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-card border bg-surface px-3 py-2.5">
        <span
          className={clsx(
            'size-2 shrink-0 rounded-full',
            state === 'ready' ? 'bg-ok' : isTrouble ? 'bg-warn' : 'bg-fg-3',
            (isBuilding || state === 'checking') && 'animate-pulse bg-info!',
          )}
          aria-hidden="true"
        />
        <div className="min-w-0 flex-1">
          <p role="status" className="font-medium text-ui">
            {tState(state)}
          </p>
          <p className="flex flex-wrap gap-x-3 text-fg-2 text-meta">
            {engine !== null && <span>{t('engine', { version: engine })}</span>}
            {image !== null && <span className="font-mono [overflow-wrap:anywhere]">{image}</span>}
          </p>
        </div>
        {mayManage && state === 'no-image' && (
          <Button tone="primary" disabled={build.isBusy} onClick={() => void start()}>
            {t('build')}
          </Button>
        )}
      </div>
      {isBuilding && (
        <Callout tone="neutral">
          <p>{t('building')}</p>
          <p className="truncate font-mono text-fg-2 text-meta">{visible(report.progress ?? '…')}</p>
        </Callout>
      )}
      {isTrouble && <Trouble report={report} />}
      {buildProblem !== null && !isBuilding && (
        <Callout tone="error">
          <p role="alert" className="font-medium">
            {t('buildFailed')}
          </p>
          <p className="font-mono text-fg-2 text-meta [overflow-wrap:anywhere]">{visible(buildProblem)}</p>
        </Callout>
      )}
    </div>
  )
}

/** What it means, and what to do: in words, and as a command. */
function Trouble({ report }: { report: SandboxReport }) {
  const t = useTranslations('sandboxPage')
  const tFix = useTranslations('sandboxFix')
  const { state, mode, problem, fix } = report
  const command = COMMANDS[state]
  return (
    <Callout tone="warn" icon={<TriangleAlert size={16} className="text-warn" aria-hidden="true" />}>
      <p>{t(mode === 'all' ? 'meanwhileAll' : 'meanwhile')}</p>
      <p>{tFix(state)}</p>
      {command !== undefined && (
        <div className="mt-2 flex items-center justify-between gap-2 rounded-control border bg-surface py-0.5 pr-0.5 pl-2.5">
          <code className="min-w-0 font-mono text-meta [overflow-wrap:anywhere]">{command}</code>
          <CopyButton text={command} label={t('copyCommand')} />
        </div>
      )}
      {command === undefined && (
        <p className="mt-1 font-mono text-fg-2 text-meta [overflow-wrap:anywhere]">
          {visible([problem, fix].filter(Boolean).join(' '))}
        </p>
      )}
    </Callout>
  )
}
