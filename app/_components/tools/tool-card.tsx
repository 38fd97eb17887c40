'use client'

import { useId, useState } from 'react'
import { useTranslations } from 'use-intl'
import { ExecResult } from './exec-result.tsx'
import { Section } from './section.tsx'
import { TaskProgress } from './task-progress.tsx'
import { TextPanel } from './text-panel.tsx'
import { CUT_SHORT, type ToolCall, type ToolState, UNKNOWN_END } from './tool-call.ts'
import { toolIcon, useToolPurpose } from './tool-purpose.ts'
import { ToolResult, ValuePanel } from './tool-result.tsx'
import { ToolRow } from './tool-row.tsx'

const OPENS_ITSELF: readonly ToolState[] = ['failed', 'uncertain']

/**
 * One tool call: a row that opens to its arguments, output and result. One that failed or was not allowed
 * opens by itself, unless what it would say stands beside it (`isExplained`).
 */
export function ToolCard({ call, isExplained }: { call: ToolCall; isExplained: boolean }) {
  const purpose = useToolPurpose()
  const [choice, setChoice] = useState<boolean | null>(null)
  const detailsId = useId()
  const isOpen = choice ?? (OPENS_ITSELF.includes(call.state) || (call.state === 'denied' && !isExplained))
  return (
    <div className="mb-2 rounded-card border bg-surface" data-tool={call.name} data-state={call.state}>
      <ToolRow
        icon={toolIcon(call.name)}
        text={purpose(call.name, call.input)}
        isOpen={isOpen}
        controls={detailsId}
        durationMs={call.durationMs}
        state={call.state}
        onClick={() => setChoice(!isOpen)}
      >
        <span className="hidden shrink-0 font-mono text-fg-3 text-meta sm:inline">{call.name}</span>
      </ToolRow>
      {call.name === 'session_send' && call.state === 'done' && <TaskProgress output={call.output} />}
      <div id={detailsId} hidden={!isOpen} className="flex flex-col gap-3 border-t p-3">
        {isOpen && <Details call={call} />}
      </div>
    </div>
  )
}

function Details({ call }: { call: ToolCall }) {
  const t = useTranslations('tool')
  return (
    <>
      {call.name !== 'exec' && call.input !== undefined && (
        <Section title={t('arguments')}>
          <ValuePanel value={call.input} />
        </Section>
      )}
      {call.name === 'exec' && (call.live || call.errorText === undefined) && (
        <Section title={t('output')}>
          <ExecResult call={call} />
        </Section>
      )}
      {call.name !== 'exec' && call.output !== undefined && (
        <Section title={t('result')}>
          <ToolResult call={call} />
        </Section>
      )}
      {call.errorText !== undefined && (
        <Section title={call.state === 'denied' ? t('stateDenied') : t('error')}>
          <ErrorText text={call.errorText} isDenial={call.state === 'denied'} />
        </Section>
      )}
    </>
  )
}

function ErrorText({ text, isDenial }: { text: string; isDenial: boolean }) {
  const t = useTranslations('tool')
  const tApproval = useTranslations('approval')
  if (CUT_SHORT.test(text)) return <p className="text-ui">{t('errorStopped')}</p>
  if (UNKNOWN_END.test(text)) return <p className="text-ui">{t('errorUncertain')}</p>
  if (text === 'denied') return <p className="text-ui">{tApproval('denied')}</p>
  return isDenial ? <p className="text-ui">{text}</p> : <TextPanel tone="error" text={text} />
}
