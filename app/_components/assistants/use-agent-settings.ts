import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import * as z from 'zod'
import type { Problem } from '../../_lib/gateway/problem.ts'
import { useMay } from '../../_lib/panel-context.ts'
import { useTRPC } from '../../_lib/trpc.ts'
import { useAction } from '../../_lib/use-action.ts'

/** What `openclaw.json` says of one assistant; what it leaves out is absent. */
const entry = z.object({
  name: z.string().optional(),
  model: z.string().optional(),
  instructions: z.string().optional(),
})
export type AgentEntry = z.infer<typeof entry>

const written = z
  .object({ agents: z.object({ list: z.record(z.string(), entry.catch({})).default({}) }) })
  .catch({ agents: { list: {} } })

export interface AgentSettings {
  /** Undefined until they are known. */
  readonly entries: Readonly<Record<string, AgentEntry>> | undefined
  readonly mayChange: boolean
  readonly isBusy: boolean
  readonly problem: Problem | null
  /** Writes some of an assistant's settings; where a value is undefined, it goes. False where that failed. */
  save(id: string, change: AgentEntry): Promise<boolean>
  remove(id: string): Promise<boolean>
}

/** The assistants as the file has them, and the way to change them. */
export function useAgentSettings(): AgentSettings {
  const report = useQuery(useTRPC().config.get.queryOptions({}))
  const mayChange = useMay('admin')
  const action = useAction()
  const [isLoading, setLoading] = useState(false)

  async function write(changes: readonly { path: readonly string[]; value?: unknown }[]): Promise<boolean> {
    const result = await action.run('config.set', { baseHash: report.data?.hash, changes })
    setLoading(true)
    await report.refetch()
    setLoading(false)
    return result !== undefined
  }

  return {
    entries: report.data && written.parse(report.data.written).agents.list,
    mayChange,
    isBusy: action.isBusy || isLoading,
    problem: action.problem,
    save: (id, change) =>
      write(
        Object.entries(change).map(([name, value]) => ({
          path: ['agents', 'list', id, name],
          ...(value === undefined ? {} : { value }),
        })),
      ),
    remove: (id) => write([{ path: ['agents', 'list', id] }]),
  }
}
