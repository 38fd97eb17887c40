import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { type ErrorCode, toAppError } from '#protocol/errors.ts'
import { findErrorShape } from '../../_lib/trpc.ts'

export type Choose = (run: () => unknown) => void

/** Does what was chosen and closes; where it fails, it stays and says why. */
export function useChosen(onClose: () => void): { choose: Choose; isBusy: boolean; problem: string | null } {
  const t = useTranslations('session')
  const tError = useTranslations('error')
  const [isBusy, setBusy] = useState(false)
  const [code, setCode] = useState<ErrorCode | null>(null)

  async function choose(run: Parameters<Choose>[0]) {
    setBusy(true)
    setCode(null)
    try {
      await run()
      onClose()
    } catch (cause) {
      setCode(findErrorShape(cause)?.code ?? toAppError(cause).code)
    } finally {
      setBusy(false)
    }
  }

  return {
    choose: (run) => void choose(run),
    isBusy,
    problem: code === null ? null : `${t('failed')} ${tError(code)}`,
  }
}
