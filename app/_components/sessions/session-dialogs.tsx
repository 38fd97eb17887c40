'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import * as z from 'zod'
import { type SessionDeletion, type SessionSummary, sessionDeletion } from '#protocol/sessions.ts'
import { usePanel } from '../../_lib/panel-context.ts'
import { useAction } from '../../_lib/use-action.ts'
import { useSessionTitle } from '../sidebar/session-title.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'

interface DialogProps {
  session: SessionSummary
  onClose: () => void
}

/** Says what starting afresh means before it does. */
export function ResetDialog({ session, onClose }: DialogProps) {
  const t = useTranslations('session')
  const titleOf = useSessionTitle()
  const reset = useAction()
  async function confirm() {
    if ((await reset.run('sessions.reset', { sessionId: session.id })) !== undefined) onClose()
  }
  return (
    <Dialog
      title={t('resetTitle', { title: titleOf(session) })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button tone="primary" disabled={reset.isBusy} onClick={() => void confirm()}>
            {t('reset')}
          </Button>
        </>
      }
    >
      <p>{t('resetExplain')}</p>
      <Problem code={reset.problem} />
    </Dialog>
  )
}

/** Says what goes and what older backups keep; then what went. */
export function DeleteDialog({ session, onClose, onDeleted }: DialogProps & { onDeleted: () => void }) {
  const t = useTranslations('session')
  const titleOf = useSessionTitle()
  const remove = useAction()
  const [done, setDone] = useState<SessionDeletion | null>(null)
  const backups = useBackups(session.createdAt)

  async function confirm() {
    const result = await remove.run('sessions.delete', { sessionId: session.id })
    if (result === undefined) return
    setDone(sessionDeletion.parse(result))
    onDeleted()
  }

  if (done) {
    return (
      <Dialog
        title={t('deletedTitle')}
        onClose={onClose}
        actions={
          <Button tone="primary" onClick={onClose}>
            {t('close')}
          </Button>
        }
      >
        <p>{t('deleted', { messages: done.messages, memories: done.memories, files: done.files })}</p>
        {done.backups.length > 0 && <Backups intro={t('deletedBackups')} names={done.backups} />}
      </Dialog>
    )
  }
  return (
    <Dialog
      title={t('deleteTitle', { title: titleOf(session) })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button className="border-err! text-err!" disabled={remove.isBusy} onClick={() => void confirm()}>
            {t('delete')}
          </Button>
        </>
      }
    >
      <p>{t('deleteExplain')}</p>
      {backups &&
        (backups.length > 0 ? (
          <Backups intro={t('deleteBackups')} names={backups} />
        ) : (
          <p>{t('deleteNoBackups')}</p>
        ))}
      <Problem code={remove.problem} />
    </Dialog>
  )
}

function Backups({ intro, names }: { intro: string; names: readonly string[] }) {
  return (
    <div>
      <p>{intro}</p>
      <ul className="mt-1 max-h-40 overflow-y-auto rounded-control border bg-bg p-2 font-mono text-meta">
        {names.map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
    </div>
  )
}

function Problem({ code }: { code: ReturnType<typeof useAction>['problem'] }) {
  const t = useTranslations('session')
  const tError = useTranslations('error')
  if (code === null) return null
  return (
    <p role="alert" className="text-err">
      {t('failed')} {tError(code)}
    </p>
  )
}

const backupList = z.object({ backups: z.array(z.object({ name: z.string(), createdAt: z.number() })) })

/** Names of the backups that were made since a conversation began; undefined until they are known. */
function useBackups(since: number): string[] | undefined {
  const { gateway } = usePanel()
  return useQuery({
    queryKey: [['backups', 'list'], since],
    queryFn: async () => backupList.parse(await gateway.request('backups.list', {})).backups,
    select: (found) => found.filter((backup) => backup.createdAt >= since).map((backup) => backup.name),
    retry: false,
    gcTime: 0,
  }).data
}
