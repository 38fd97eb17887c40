'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { toolContracts } from '#protocol/tools.ts'
import { useTRPC } from '../../_lib/trpc.ts'
import { SessionLink } from '../sessions/session-row.tsx'
import { useSessionTitle } from '../sidebar/session-title.ts'
import type { ToolState } from './tool-call.ts'
import { ToolStateMark } from './tool-state.tsx'

const MARKS = {
  queued: 'preparing',
  running: 'running',
  waiting: 'waiting',
  completed: 'done',
  stopped: 'stopped',
  failed: 'failed',
  interrupted: 'failed',
} satisfies Record<string, ToolState>

/** Where a task went that this conversation gave to another one, how it stands there, and how its answer begins. */
export function TaskProgress({ output }: { output: unknown }) {
  const given = toolContracts.session_send.output.safeParse(output).data
  const t = useTranslations('task')
  const titleOf = useSessionTitle()
  const asked = useTRPC().sessions.getTask.queryOptions({ runId: given?.runId ?? '' })
  const { data: task, isError } = useQuery({ ...asked, enabled: given !== undefined, retry: false })
  if (!given) return null
  if (isError) return <p className="border-t px-3 py-2 text-fg-2 text-ui">{t('gone')}</p>
  if (!task) return <div className="h-10 border-t" aria-busy="true" />
  return (
    <div className="flex flex-col gap-1 border-t px-3 py-1.5 text-ui" data-task={task.state}>
      <div className="flex items-center gap-2">
        <SessionLink
          sessionId={task.sessionId}
          {...(task.messageId === null ? {} : { messageId: task.messageId })}
          isCurrent={false}
          onOpen={undefined}
          className="px-0! font-medium text-accent!"
        >
          <span className="truncate">{titleOf(task)}</span>
        </SessionLink>
        <span role="status" className="flex shrink-0 items-center gap-1.5 text-fg-2 text-meta">
          {t(task.state)}
          <span aria-hidden="true" className="[&>span>span]:hidden">
            <ToolStateMark state={MARKS[task.state]} />
          </span>
        </span>
      </div>
      {task.state === 'completed' && task.text !== '' && (
        <p className="line-clamp-3 text-fg-2 [overflow-wrap:anywhere]">{task.text}</p>
      )}
    </div>
  )
}
