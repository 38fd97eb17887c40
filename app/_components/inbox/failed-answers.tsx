'use client'

import { CircleAlert } from 'lucide-react'
import { useId } from 'react'
import { useFormatter, useNow, useTranslations } from 'use-intl'
import { useMay } from '../../_lib/panel-context.ts'
import type { Answers } from '../../_lib/trpc.ts'
import { useAction } from '../../_lib/use-action.ts'
import { cardKeys, keyOf } from '../approvals/card-keys.ts'
import { KeyHint } from '../approvals/key-hint.tsx'
import { SessionLink } from '../sessions/session-row.tsx'
import { useSessionTitle } from '../sidebar/session-title.ts'
import { Button } from '../ui/button.tsx'
import { ActionProblem } from './action-problem.tsx'

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
  const titleId = useId()
  const mayAct = useMay('chat')
  const action = useAction()
  const { runId, sessionId, messageId, status, error, text, endedAt } = answer
  return (
    <li
      {...cardKeys}
      aria-labelledby={titleId}
      className="group/card flex flex-col gap-3 rounded-card border border-err/30 bg-surface p-4"
    >
      <div className="flex items-start gap-3">
        <CircleAlert size={20} strokeWidth={1.75} className="mt-0.5 shrink-0 text-err" aria-hidden="true" />
        <div className="min-w-0 flex-1">
          <h3 id={titleId} className="font-semibold text-prose [overflow-wrap:anywhere]">
            {t('failedIn', { title: titleOf(answer) })}
          </h3>
          <p className="text-ui">{tError(error?.code ?? 'run_interrupted')}</p>
          <p className="flex flex-wrap gap-x-3 text-fg-2 text-meta">
            <span>{tRun(status)}</span>
            <span>{format.relativeTime(Math.min(endedAt, now.getTime()), now)}</span>
          </p>
        </div>
      </div>
      {text !== '' && (
        <blockquote className="line-clamp-4 border-l-2 pl-2.5 text-fg-2 text-ui [overflow-wrap:anywhere]">
          {text}
        </blockquote>
      )}
      <div className="flex flex-col-reverse gap-3 md:flex-row md:flex-wrap md:items-center md:gap-2">
        {mayAct && (
          <Button
            {...keyOf('leave')}
            className="min-h-12 md:min-h-9"
            disabled={action.isBusy}
            onClick={() => void action.run('sessions.markRead', { sessionId, messageId })}
          >
            {t('dismiss')}
            <KeyHint name="leave" />
          </Button>
        )}
        <SessionLink
          sessionId={sessionId}
          messageId={messageId}
          isCurrent={false}
          onOpen={undefined}
          keyName="openCard"
          className="flex-none! justify-center underline underline-offset-2"
        >
          {t('open')}
          <KeyHint name="openCard" />
        </SessionLink>
        {mayAct && (
          <Button
            {...keyOf('again')}
            tone="primary"
            className="min-h-12 md:ml-auto md:min-h-9"
            disabled={action.isBusy}
            onClick={() => void action.run('chat.retry', { runId })}
          >
            {t('again')}
            <KeyHint name="again" />
          </Button>
        )}
      </div>
      <ActionProblem code={action.problem} />
    </li>
  )
}
