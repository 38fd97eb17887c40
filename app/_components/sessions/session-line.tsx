'use client'

import { useFormatter, useNow, useTranslations } from 'use-intl'
import type { SessionSummary } from '#protocol/sessions.ts'
import { AssistantTag } from '../assistants/assistant-tag.tsx'
import { isMain, useSessionTitle } from '../sidebar/session-title.ts'
import { TrustMark } from '../sidebar/trust-mark.tsx'
import { visible } from '../ui/visible.ts'
import { ContextMeter } from './context-meter.tsx'
import { useSessionPlace } from './session-kind.ts'
import { SessionLink } from './session-row.tsx'
import { UnreadMark } from './unread-mark.tsx'

/** One conversation with all that is to know of it; the main one can't be chosen, as it always stays. */
export function SessionLine({
  session,
  isChosen,
  onChoose,
}: {
  session: SessionSummary
  isChosen: boolean
  onChoose: (isChosen: boolean) => void
}) {
  const t = useTranslations('sessionsPage')
  const tSidebar = useTranslations('sidebar')
  const format = useFormatter()
  const now = useNow({ updateInterval: 60_000 })
  const titleOf = useSessionTitle()
  const placeOf = useSessionPlace()
  const title = titleOf(session)
  const time = format.relativeTime(Math.min(session.updatedAt, now.getTime()), now)
  return (
    <li className="flex items-center hover:bg-raised">
      <label className="flex size-11 shrink-0 items-center justify-center">
        <input
          type="checkbox"
          checked={isChosen}
          disabled={isMain(session)}
          aria-label={t('select', { title })}
          className="size-4 accent-accent"
          onChange={(event) => onChoose(event.target.checked)}
        />
      </label>
      <SessionLink
        sessionId={session.id}
        isCurrent={false}
        onOpen={undefined}
        className="flex-wrap gap-y-0! py-2 pl-0!"
      >
        <span className="flex w-full min-w-0 items-center gap-2">
          <span className="min-w-0 truncate font-medium text-fg text-ui">{title}</span>
          <AssistantTag session={session} className="max-w-32" />
          <TrustMark isTrusted={session.trusted} />
          <UnreadMark count={session.unread} />
          {session.running && (
            <span
              role="img"
              aria-label={tSidebar('running')}
              className="size-2 shrink-0 animate-pulse rounded-full bg-info"
            />
          )}
        </span>
        <span className="flex w-full flex-wrap gap-x-3 text-fg-3 text-meta">
          <span>
            {placeOf(session.key)}
            {session.peer !== null && session.peer !== session.title && ` · ${visible(session.peer)}`}
          </span>
          <span>{time}</span>
          {session.model && <span className="font-mono">{session.model}</span>}
          {session.context && <ContextMeter context={session.context} />}
        </span>
      </SessionLink>
    </li>
  )
}
