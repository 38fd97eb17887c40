'use client'

import clsx from 'clsx'
import { type MouseEvent, type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { SessionSummary } from '#protocol/sessions.ts'
import { sessionHref } from '../../_lib/location.ts'
import { useAction } from '../../_lib/use-action.ts'
import { useOpenSession } from '../../_lib/use-open-session.ts'
import { AssistantTag } from '../assistants/assistant-tag.tsx'
import { type CardKey, keyOf } from '../cards/card-keys.ts'
import { useSessionTitle } from '../sidebar/session-title.ts'
import { TrustMark } from '../sidebar/trust-mark.tsx'
import { NameField } from '../ui/name-field.tsx'
import { saveExport } from './export-session.ts'
import { SessionMenu } from './session-menu.tsx'
import { UnreadMark } from './unread-mark.tsx'

/** One conversation of the list: the way to it, and its menu. */
export function SessionRow({
  session,
  isCurrent,
  onOpen,
  onReset,
  onDelete,
}: {
  session: SessionSummary
  isCurrent: boolean
  onOpen: (() => void) | undefined
  onReset: () => void
  onDelete: () => void
}) {
  const t = useTranslations('session')
  const tError = useTranslations('error')
  const [isRenaming, setRenaming] = useState(false)
  const action = useAction()
  const sessionId = session.id

  async function rename(title: string) {
    if (title !== '' && title !== session.title) await action.run('sessions.rename', { sessionId, title })
    setRenaming(false)
  }

  return (
    <li className="group/row">
      <div
        className={clsx(
          'relative flex items-center rounded-control transition-colors duration-[90ms]',
          isCurrent ? 'bg-raised' : 'hover:bg-raised',
        )}
      >
        {isRenaming ? (
          <NameField
            label={t('renameLabel')}
            name={session.title}
            onRename={(title) => void rename(title)}
            onCancel={() => setRenaming(false)}
          />
        ) : (
          <>
            <SessionLink sessionId={sessionId} isCurrent={isCurrent} onOpen={onOpen}>
              <SessionName session={session} isCurrent={isCurrent} />
            </SessionLink>
            <SessionMenu
              session={session}
              className="roomy:absolute roomy:right-0 roomy:bg-raised roomy:opacity-0 roomy:focus-visible:opacity-100 roomy:group-hover/row:opacity-100 roomy:data-[state=open]:opacity-100"
              onRename={() => setRenaming(true)}
              onArchive={() =>
                void action.run('sessions.archive', { sessionId, archived: !session.archived })
              }
              onReset={onReset}
              onDelete={onDelete}
              onExport={(format) =>
                void action.run('sessions.export', { sessionId, format }).then((result) => {
                  if (result !== undefined) saveExport(result, format)
                })
              }
            />
          </>
        )}
      </div>
      {action.problem && (
        <p role="alert" className="px-2.5 py-1 text-err text-meta">
          {t('failed')} {tError(action.problem)}
        </p>
      )}
    </li>
  )
}

function SessionName({ session, isCurrent }: { session: SessionSummary; isCurrent: boolean }) {
  const t = useTranslations('sidebar')
  const title = useSessionTitle()
  // What is open is being read.
  const unread = isCurrent ? 0 : session.unread
  return (
    <>
      <span className={clsx('min-w-0 flex-1 truncate', unread > 0 && 'font-medium text-fg')}>
        {title(session)}
      </span>
      <AssistantTag session={session} className="max-w-20" />
      <UnreadMark count={unread} />
      {!session.trusted && <TrustMark isTrusted={false} />}
      {session.running && (
        <span
          role="img"
          aria-label={t('running')}
          title={t('running')}
          className="size-2 shrink-0 animate-pulse rounded-full bg-info"
        />
      )}
    </>
  )
}

/** A real link (it opens in a new tab as links do) that changes the page without loading it. */
export function SessionLink({
  sessionId,
  messageId,
  isCurrent,
  onOpen,
  className,
  keyName,
  children,
}: {
  sessionId: string
  messageId?: string
  isCurrent: boolean
  onOpen: (() => void) | undefined
  className?: string
  /** The letter that opens it from the card that it stands in. */
  keyName?: CardKey
  children: ReactNode
}) {
  const openSession = useOpenSession()
  const place = messageId === undefined ? {} : { messageId }
  function open(event: MouseEvent) {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    openSession(sessionId, place)
    onOpen?.()
  }
  return (
    <a
      href={sessionHref(sessionId, place)}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={open}
      {...(keyName === undefined ? {} : keyOf(keyName))}
      className={clsx(
        'flex min-h-11 min-w-0 flex-1 items-center gap-2 rounded-control px-2.5 transition-colors duration-[90ms] md:min-h-8',
        isCurrent ? 'font-medium text-fg' : 'text-fg-2 hover:text-fg',
        className,
      )}
    >
      {children}
    </a>
  )
}
