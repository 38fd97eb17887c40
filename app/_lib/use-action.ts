import { useCallback, useState } from 'react'
import { type Problem, problemOf } from './gateway/problem.ts'
import { usePanel } from './panel-context.ts'

export interface Action {
  /** Gives the result, or undefined where it failed: then `problem` says why. */
  run: (method: string, params: unknown) => Promise<unknown>
  readonly isBusy: boolean
  readonly problem: Problem | null
}

/** Something that the reader asks of the gateway by a click. */
export function useAction(): Action {
  const { gateway } = usePanel()
  const [state, setState] = useState<{ isBusy: boolean; problem: Problem | null }>({
    isBusy: false,
    problem: null,
  })
  const run = useCallback(
    async (method: string, params: unknown) => {
      setState({ isBusy: true, problem: null })
      try {
        const result = await gateway.request(method, params)
        setState({ isBusy: false, problem: null })
        return result
      } catch (cause) {
        setState({ isBusy: false, problem: problemOf(cause) })
        return undefined
      }
    },
    [gateway],
  )
  return { run, ...state }
}
