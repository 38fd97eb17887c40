'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { usePanel } from '../../_lib/panel-context.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'

/** What can be done with several conversations at once: one after the other, and those that failed are counted. */
export function BulkActions({
  chosen,
  areArchived,
  onDone,
}: {
  chosen: readonly string[]
  areArchived: boolean
  onDone: () => void
}) {
  const t = useTranslations('sessionsPage')
  const { gateway } = usePanel()
  const [isBusy, setBusy] = useState(false)
  const [isAsking, setAsking] = useState(false)
  const [failed, setFailed] = useState(0)

  async function each(method: string, params: object) {
    setBusy(true)
    let count = 0
    for (const sessionId of chosen) {
      await gateway.request(method, { sessionId, ...params }).catch(() => {
        count += 1
      })
    }
    setFailed(count)
    setBusy(false)
    setAsking(false)
    onDone()
  }

  return (
    <div className="flex flex-wrap items-center gap-2">
      <p role="status" className="min-w-0 flex-1 text-fg-2 text-ui">
        {chosen.length > 0 && t('selected', { count: chosen.length })}
        {chosen.length === 0 && failed > 0 && (
          <span className="text-err">{t('partly', { count: failed })}</span>
        )}
      </p>
      <Button
        disabled={isBusy || chosen.length === 0}
        onClick={() => void each('sessions.archive', { archived: !areArchived })}
      >
        {t(areArchived ? 'unarchive' : 'archive')}
      </Button>
      <Button disabled={isBusy || chosen.length === 0} onClick={() => setAsking(true)}>
        {t('delete')}
      </Button>
      {isAsking && (
        <Dialog
          title={t('deleteTitle', { count: chosen.length })}
          onClose={() => setAsking(false)}
          actions={
            <>
              <Button onClick={() => setAsking(false)}>{t('cancel')}</Button>
              <Button
                className="border-err! text-err!"
                disabled={isBusy}
                onClick={() => void each('sessions.delete', {})}
              >
                {t('delete')}
              </Button>
            </>
          }
        >
          <p>{t('deleteExplain')}</p>
        </Dialog>
      )}
    </div>
  )
}
