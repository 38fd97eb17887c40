'use client'

import { useQuery } from '@tanstack/react-query'
import { Ban, Box, Check, CircleHelp, type LucideIcon, Monitor } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { useKnownWords } from '../../_i18n/use-known-words.ts'
import { type Answers, useTRPC } from '../../_lib/trpc.ts'
import { Answered } from '../list/answered.tsx'
import { Callout } from '../ui/callout.tsx'
import { visible } from '../ui/visible.ts'

type Explained = Answers['sandbox']['explain']
type Decision = Explained['tools'][number]['decision']

/** What is refused stands first: it is what was asked for. */
const ORDER: readonly Decision[] = ['deny', 'ask', 'allow']
const LOOKS: Record<Decision, { icon: LucideIcon; colour: string }> = {
  deny: { icon: Ban, colour: 'text-err' },
  ask: { icon: CircleHelp, colour: 'text-warn' },
  allow: { icon: Check, colour: 'text-ok' },
}

/** Where the tools of a conversation work, and what the policy answers to each of them. */
export function Explanation({ sessionId }: { sessionId: string }) {
  const t = useTranslations('sandboxPage')
  const answer = useQuery(useTRPC().sandbox.explain.queryOptions({ sessionId }))
  const explained = answer.data
  return (
    <Answered answer={answer}>
      {explained && (
        <>
          <Place explained={explained} />
          {ORDER.map((decision) => (
            <Tools
              key={decision}
              title={t(decision)}
              decision={decision}
              tools={explained.tools.filter((tool) => tool.decision === decision)}
            />
          ))}
        </>
      )}
    </Answered>
  )
}

function Place({ explained: { trusted, boxed, report } }: { explained: Explained }) {
  const t = useTranslations('sandboxPage')
  const tState = useTranslations('sandboxState')
  const Icon = boxed ? Box : Monitor
  return (
    <Callout tone="neutral" icon={<Icon size={16} className="text-fg-2" aria-hidden="true" />}>
      <p>{t(trusted ? 'trusted' : 'untrusted')}</p>
      <p>{t(boxed ? 'boxed' : 'onHost')}</p>
      <p className="text-fg-2 text-meta">{t('because', { mode: report.mode })}</p>
      {boxed && report.state !== 'ready' && (
        <p className="text-meta text-warn">{t('notReady', { state: tState(report.state) })}</p>
      )}
    </Callout>
  )
}

function Tools({ title, decision, tools }: { title: string; decision: Decision; tools: Explained['tools'] }) {
  const ruleWords = useRuleWords()
  const { icon: Icon, colour } = LOOKS[decision]
  if (tools.length === 0) return null
  return (
    <section aria-label={title} className="flex flex-col gap-1">
      <h3 className="text-fg-2 text-label">{title}</h3>
      <ul className="divide-y rounded-card border bg-surface">
        {[...Map.groupBy(tools, ({ rule }) => rule)].map(([rule, [first, ...others]]) => (
          <li key={rule} className="flex gap-2.5 px-3 py-2 text-ui">
            <Icon size={16} className={`mt-0.5 shrink-0 ${colour}`} aria-hidden="true" />
            <div className="flex min-w-0 flex-1 flex-col gap-0.5">
              <p title={rule}>{ruleWords(rule) ?? visible(first?.reason ?? rule)}</p>
              <p className="font-mono text-fg-2 text-meta [overflow-wrap:anywhere]">
                {[first, ...others].map((each) => each?.tool).join(', ')}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The words of a rule of the policy; undefined for one that the panel has none for. */
function useRuleWords(): (rule: string) => string | undefined {
  const ruleWords = useKnownWords('rule')
  const sandboxWords = useKnownWords('sandboxRule')
  return (rule) => sandboxWords(rule) ?? ruleWords(rule)
}
