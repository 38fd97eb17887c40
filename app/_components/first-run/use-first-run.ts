import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useMay } from '../../_lib/panel-context.ts'
import { readStored, writeStored } from '../../_lib/storage.ts'
import { useTRPC } from '../../_lib/trpc.ts'
import { isMain } from '../sidebar/session-title.ts'

const STORED = 'openclaw.first-run'
export const STEPS = ['model', 'you', 'phone'] as const
const DONE = String(STEPS.length)

/**
 * The step that is next where nobody has said anything yet, null where there is nothing to set up. What was
 * skipped or done stays so in this browser; with the first message it is over everywhere.
 */
export function useFirstRun(): { step: number | null; go: (step: number) => void } {
  const mayManage = useMay('admin')
  const sessions = useQuery(useTRPC().sessions.list.queryOptions({})).data?.sessions
  const [stored, setStored] = useState(() => readStored(STORED))
  const isUntouched = sessions?.every((each) => isMain(each) && each.updatedAt === each.createdAt) ?? false
  return {
    step: mayManage && isUntouched && stored !== DONE ? Number(stored ?? 0) : null,
    go(step) {
      writeStored(STORED, String(step))
      setStored(String(step))
    },
  }
}
