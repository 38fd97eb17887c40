'use client'

import clsx from 'clsx'
import { ChevronRight } from 'lucide-react'
import { useId, useState } from 'react'
import { useTranslations } from 'use-intl'
import { ExecResult } from './exec-result.tsx'
import { Section } from './section.tsx'
import { TextPanel } from './text-panel.tsx'
import { CUT_SHORT, formatDuration, type ToolCall, type ToolState, UNKNOWN_END } from './tool-call.ts'
import { toolIcon, useToolPurpose } from './tool-purpose.ts'
import { ToolResult, ValuePanel } from './tool-result.tsx'
import { ToolStateMark } from './tool-state.tsx'

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
  const Icon = toolIcon(call.name)
  return (
    <div className="mb-2 rounded-card border bg-surface" data-tool={call.name} data-state={call.state}>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={detailsId}
        onClick={() => setChoice(!isOpen)}
        className="flex min-h-11 w-full items-center gap-2 rounded-card px-2.5 text-left text-ui hover:bg-raised md:min-h-8"
      >
        <ChevronRight
          size={14}
          className={clsx('shrink-0 text-fg-3 transition-transform duration-[140ms]', isOpen && 'rotate-90')}
        />
        <Icon size={16} strokeWidth={1.75} className="shrink-0 text-fg-2" />
        <span className="min-w-0 flex-1 truncate">{purpose(call.name, call.input)}</span>
        <span className="hidden shrink-0 font-mono text-fg-3 text-meta sm:inline">{call.name}</span>
        {call.durationMs !== undefined && (
          <span className="shrink-0 font-mono text-fg-3 text-meta tabular-nums">
            {formatDuration(call.durationMs)}
          </span>
        )}
        <ToolStateMark state={call.state} />
      </button>
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
