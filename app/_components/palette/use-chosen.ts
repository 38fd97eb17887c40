import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { type Problem, problemOf } from '../../_lib/gateway/problem.ts'

export type Choose = (run: () => unknown) => void

/** Does what was chosen and closes; where it fails, it stays and says why. */
export function useChosen(onClose: () => void): { choose: Choose; isBusy: boolean; problem: string | null } {
  const t = useTranslations('session')
  const tError = useTranslations('error')
  const [isBusy, setBusy] = useState(false)
  const [code, setCode] = useState<Problem | null>(null)

  async function choose(run: Parameters<Choose>[0]) {
    setBusy(true)
    setCode(null)
    try {
      await run()
      onClose()
    } catch (cause) {
      setCode(problemOf(cause))
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
