'use client'

import { Lock } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { type Problem, problemOf } from '../../_lib/gateway/problem.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { useMessageActions } from './message-actions.ts'

/** On what only models of this machine get to see; the way to end that is behind it. */
export function PrivateMark() {
  const t = useTranslations('private')
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <button
        type="button"
        title={t('hint')}
        aria-haspopup="dialog"
        className="inline-flex min-h-6 items-center gap-1 rounded-chip border px-1.5 text-fg-2 text-label hover:bg-raised hover:text-fg"
        onClick={() => setOpen(true)}
      >
        <Lock size={12} aria-hidden="true" />
        {t('mark')}
      </button>
      {isOpen && <LiftDialog onClose={() => setOpen(false)} />}
    </>
  )
}

function LiftDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations('private')
  const tError = useTranslations('error')
  const { liftPrivacy } = useMessageActions()
  const [problem, setProblem] = useState<Problem | null>(null)

  async function lift() {
    try {
      await liftPrivacy()
      onClose()
    } catch (cause) {
      setProblem(problemOf(cause))
    }
  }

  return (
    <Dialog
      title={t('liftTitle')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={() => void lift()}>{t('lift')}</Button>
          <Button tone="primary" onClick={onClose}>
            {t('cancel')}
          </Button>
        </>
      }
    >
      <p>{t('hint')}</p>
      <p>{t('liftExplain')}</p>
      {problem && (
        <p role="alert" className="text-err">
          {tError(problem)}
        </p>
      )}
    </Dialog>
  )
}
