'use client'

import { CircleAlert } from 'lucide-react'
import { useFormatter, useNow, useTranslations } from 'use-intl'
import { useMay } from '../../_lib/panel-context.ts'
import type { Answers } from '../../_lib/trpc.ts'
import { useAction } from '../../_lib/use-action.ts'
import { useSessionTitle } from '../sidebar/session-title.ts'
import { AttentionCard } from './attention-card.tsx'

type FailedAnswer = Answers['sessions']['listFailed']['answers'][number]

/** Answers that ended badly and that nobody has seen: ask again, look, or leave it. */
export function FailedAnswers({ answers }: { answers: readonly FailedAnswer[] }) {
  return (
    <ul className="flex flex-col gap-3">
      {answers.map((answer) => (
        <FailedCard key={answer.runId} answer={answer} />
      ))}
    </ul>
  )
}

function FailedCard({ answer }: { answer: FailedAnswer }) {
  const t = useTranslations('attention')
  const tRun = useTranslations('run')
  const tError = useTranslations('error')
  const format = useFormatter()
  const now = useNow({ updateInterval: 60_000 })
  const titleOf = useSessionTitle()
  const mayAct = useMay('chat')
  const action = useAction()
  const { runId, sessionId, messageId, status, error, text, endedAt } = answer
  const choices = {
    leave: {
      text: t('dismiss'),
      onClick: () => void action.run('sessions.markRead', { sessionId, messageId }),
    },
    again: { text: t('again'), onClick: () => void action.run('chat.retry', { runId }) },
  }
  return (
    <AttentionCard
      tone="err"
      icon={CircleAlert}
      title={t('failedIn', { title: titleOf(answer) })}
      facts={
        <>
          <p className="text-ui">{tError(error?.code ?? 'run_interrupted')}</p>
          <p className="flex flex-wrap gap-x-3 text-fg-2 text-meta">
            <span>{tRun(status)}</span>
            <span>{format.relativeTime(Math.min(endedAt, now.getTime()), now)}</span>
          </p>
        </>
      }
      words={
        text !== '' && (
          <blockquote className="line-clamp-4 border-l-2 pl-2.5 text-fg-2 text-ui [overflow-wrap:anywhere]">
            {text}
          </blockquote>
        )
      }
      at={{ sessionId, messageId }}
      choices={mayAct ? choices : undefined}
      action={action}
    />
  )
}
