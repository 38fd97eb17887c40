import { useState } from 'react'
import type { OwnerAnswer } from '#protocol/access/approvals.ts'

/** One answer at a time; what failed can be said again. */
export function useDecide(onDecide: (answer: OwnerAnswer) => Promise<void>): {
  isBusy: boolean
  hasFailed: boolean
  decide: (answer: OwnerAnswer) => void
} {
  const [state, setState] = useState<'open' | 'sending' | 'failed'>('open')
  return {
    isBusy: state === 'sending',
    hasFailed: state === 'failed',
    decide(answer) {
      setState('sending')
      // Once it arrived, the card goes; until then it can not be pressed again.
      onDecide(answer).catch(() => setState('failed'))
    },
  }
}
