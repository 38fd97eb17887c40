'use client'

import { ArrowRightLeft } from 'lucide-react'
import type { ReactNode } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import { MAIN_AGENT } from '#protocol/agent.ts'
import type { WhyReport } from '#protocol/chat/why.ts'
import { useSessionTitle } from '../sidebar/session-title.ts'
import { TrustMark } from '../sidebar/trust-mark.tsx'
import { formatDuration } from '../tools/tool-call.ts'
import { visible } from '../ui/visible.ts'
import { useAmounts } from '../usage/amounts.ts'
import { firstSentence } from './first-sentence.ts'
import { useTriggerPlace } from './trigger-place.ts'

/** What began an answer, where it went, who spoke in whose place, and what that took. */
export function WhyFacts({ report }: { report: WhyReport }) {
  const t = useTranslations('why')
  const format = useFormatter()
  const titleOf = useSessionTitle()
  const placeOf = useTriggerPlace()
  const { trigger, route, calls } = report
  const marks = [
    ...(route.tainted ? [t('tainted')] : []),
    ...(route.private ? [t('private')] : []),
    ...(route.attempts > 1 ? [t('attempts', { count: route.attempts })] : []),
  ]
  return (
    <dl className="grid grid-cols-1 gap-x-4 gap-y-3 sm:grid-cols-[6.5rem_1fr]">
      <Fact name={t('trigger')}>
        <p>
          {t('saidBy', {
            who: trigger.author === null ? t('you') : visible(trigger.author),
            place: placeOf(trigger.channel),
            time: format.dateTime(trigger.at, { dateStyle: 'medium', timeStyle: 'short' }),
          })}
          {trigger.retryOf !== null && ` ${t('retried')}`}
        </p>
        <blockquote className="mt-1 line-clamp-4 border-l-2 pl-2.5 text-fg-2 [overflow-wrap:anywhere]">
          {trigger.text === '' ? t('wordless') : trigger.text}
        </blockquote>
      </Fact>
      <Fact name={t('route')}>
        <p className="flex flex-wrap items-center gap-2">
          <span className="[overflow-wrap:anywhere]">{titleOf(route)}</span>
          <TrustMark isTrusted={route.trusted} />
        </p>
        <p className="font-mono text-fg-3 text-meta [overflow-wrap:anywhere]">{visible(route.key)}</p>
        <WhyAssistant agent={route.agent} />
        {marks.map((mark) => (
          <p key={mark} className="text-fg-2 text-meta">
            {mark}
          </p>
        ))}
      </Fact>
      <Fact name={t('model')}>
        <Speakers report={report} />
      </Fact>
      <Fact name={t('prompt')}>
        <Tokens calls={calls} />
      </Fact>
      <Fact name={t('cost')}>
        <Cost usd={report.costUsd} />
      </Fact>
      <Fact name={t('time')}>
        {report.durationMs === null
          ? t('waited', { wait: formatDuration(report.waitedMs) })
          : t('waitedWorked', {
              wait: formatDuration(report.waitedMs),
              work: formatDuration(report.durationMs),
            })}
      </Fact>
      {report.error && (
        <Fact name={t('outcome')}>
          <Failure error={report.error} />
        </Fact>
      )}
    </dl>
  )
}

/** With which assistant the conversation is, where that is not the main one. */
function WhyAssistant({ agent: { id, name, gone } }: { agent: WhyReport['route']['agent'] }) {
  const t = useTranslations('assistant')
  if (id === MAIN_AGENT) return null
  const called = visible(name ?? id)
  return (
    <p className="text-fg-2 text-meta">{gone ? t('gone', { name: called }) : t('with', { name: called })}</p>
  )
}

/** The model that answered, and each time that one took over from another. */
function Speakers({ report: { model, modelBy, modelChanges } }: { report: WhyReport }) {
  const t = useTranslations('why')
  const tRun = useTranslations('run')
  const tError = useTranslations('error')
  return (
    <>
      {model === null ? (
        <p className="text-fg-2">{t('noModel')}</p>
      ) : (
        <p className="font-mono text-meta [overflow-wrap:anywhere]">{model}</p>
      )}
      {modelBy !== null && <p className="text-fg-2 text-meta">{t(`by-${modelBy}`)}</p>}
      {numbered(modelChanges).map(({ number, from, to, code }) => (
        <p key={number} className="mt-1 flex items-start gap-1.5 text-fg-2 text-meta">
          <ArrowRightLeft size={12} className="mt-1 shrink-0" aria-hidden="true" />
          <span className="[overflow-wrap:anywhere]">
            {from === to
              ? tRun('askedAgain', { model: to, reason: firstSentence(tError(code)) })
              : tRun('changed', { from, to, reason: firstSentence(tError(code)) })}
          </span>
        </p>
      ))}
    </>
  )
}

const numbered = (changes: WhyReport['modelChanges']) =>
  changes.map((change, index) => ({ ...change, number: index + 1 }))

function Tokens({ calls }: Pick<WhyReport, 'calls'>) {
  const t = useTranslations('why')
  const { tokens } = useAmounts()
  const last = calls.at(-1)
  if (!last) return <p className="text-fg-2">{t('noCalls')}</p>
  const all = (of: (call: WhyReport['calls'][number]) => number) =>
    tokens(calls.reduce((sum, call) => sum + of(call), 0))
  return (
    <>
      <p>
        {last.cacheReadTokens === 0
          ? t('promptSize', { size: tokens(last.inputTokens) })
          : t('promptCached', { size: tokens(last.inputTokens), cached: tokens(last.cacheReadTokens) })}
      </p>
      <p className="text-fg-2 text-meta">
        {t('inAll', {
          count: calls.length,
          input: all((call) => call.inputTokens),
          output: all((call) => call.outputTokens),
        })}
      </p>
    </>
  )
}

function Cost({ usd }: { usd: number | null }) {
  const t = useTranslations('why')
  const { money } = useAmounts()
  return usd === null ? <p className="text-fg-2">{t('noPrice')}</p> : <p>{money(usd)}</p>
}

function Failure({ error }: { error: NonNullable<WhyReport['error']> }) {
  const tError = useTranslations('error')
  return (
    <>
      <p className="text-err">{tError(error.code)}</p>
      <p className="font-mono text-fg-2 text-meta [overflow-wrap:anywhere]">{error.message}</p>
    </>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="contents">
      <dt className="text-fg-2 text-label leading-5">{name}</dt>
      <dd className="-mt-2.5 min-w-0 text-ui tabular-nums sm:mt-0">{children}</dd>
    </div>
  )
}
