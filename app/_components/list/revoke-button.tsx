'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useAction } from '../../_lib/use-action.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ActionProblem } from '../ui/states/action-problem.tsx'

/** Takes a right back, after saying what that means. */
export function RevokeButton({
  name,
  explain,
  label,
  title,
  method,
  params,
  onRevoked,
}: {
  name: string
  explain: string
  /** Where it is not called revoking: what is on the button, and the question. */
  label?: string
  title?: string
  method: string
  params: object
  onRevoked?: (result: unknown) => void
}) {
  const t = useTranslations('devices')
  const action = useAction()
  const [isAsking, setAsking] = useState(false)
  const word = label ?? t('revoke')

  async function revoke() {
    const result = await action.run(method, params)
    if (result === undefined) return
    setAsking(false)
    onRevoked?.(result)
  }

  return (
    <>
      <Button tone="quiet" aria-label={`${word}: ${name}`} onClick={() => setAsking(true)}>
        {word}
      </Button>
      {isAsking && (
        <Dialog
          title={title ?? t('revokeTitle', { name })}
          onClose={() => setAsking(false)}
          actions={
            <>
              <Button onClick={() => setAsking(false)}>{t('cancel')}</Button>
              <Button
                className="border-err! text-err!"
                disabled={action.isBusy}
                onClick={() => void revoke()}
              >
                {word}
              </Button>
            </>
          }
        >
          <p>{explain}</p>
          <ActionProblem code={action.problem} />
        </Dialog>
      )}
    </>
  )
}
