import { useState } from 'react'
import { type Action, useAction } from '../../_lib/use-action.ts'

/** As the gateway takes it: printable, in one piece. */
const KEY = /^[\x21-\x7e]{8,4096}$/
export const KEY_LIMIT = 4096

export interface VendorKey extends Pick<Action, 'isBusy' | 'problem'> {
  /** What was typed so far. */
  readonly text: string
  readonly isGood: boolean
  setText(text: string): void
  /** Gives it to the gateway, where it is good; whether that took it. */
  save(): Promise<boolean>
}

/** A vendor's key on its way: it leaves this page once, and comes back never. */
export function useVendorKey(provider: string): VendorKey {
  const { run, isBusy, problem } = useAction()
  const [text, setText] = useState('')
  const key = text.trim()
  const isGood = KEY.test(key)
  return {
    isBusy,
    problem,
    text,
    isGood,
    setText,
    async save() {
      if (!isGood || (await run('models.setKey', { provider, key })) === undefined) return false
      setText('')
      return true
    },
  }
}
