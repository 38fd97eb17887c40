import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import * as z from 'zod'
import type { Problem } from '../../_lib/gateway/problem.ts'
import { useMay } from '../../_lib/panel-context.ts'
import { useTRPC } from '../../_lib/trpc.ts'
import { useAction } from '../../_lib/use-action.ts'

/** A value that does not fit is as good as absent, and hides none of those beside it. */
const text = z.string().optional().catch(undefined)

/** What `openclaw.json` says of models and of the owner; what it leaves out is absent. */
export const written = z
  .object({
    models: z
      .object({
        main: text,
        fallback: z
          .union([z.string(), z.array(z.string())])
          .optional()
          .catch(undefined),
        local: text,
        strongest: text,
        dailyCapUsd: z.number().optional().catch(undefined),
      })
      .default({})
      .catch({}),
    owner: z.object({ name: text, timeZone: text }).default({}).catch({}),
  })
  .catch({ models: {}, owner: {} })

type Written = z.infer<typeof written>
export type SettingsGroup = keyof Written

export interface Settings<Group extends SettingsGroup> {
  /** Undefined until they are known. */
  readonly saved: Written[Group] | undefined
  readonly mayChange: boolean
  readonly isBusy: boolean
  readonly problem: Problem | null
  /** Writes some of them into the file; where a value is undefined, the setting goes. False where that failed. */
  save(change: { [Name in keyof Written[Group]]?: Written[Group][Name] | undefined }): Promise<boolean>
}

/** A group of settings as the file has them, and the way to change them. */
export function useSettings<Group extends SettingsGroup>(group: Group): Settings<Group> {
  const report = useQuery(useTRPC().config.get.queryOptions({}))
  const mayChange = useMay('admin')
  const action = useAction()
  const [isLoading, setLoading] = useState(false)
  const hash = report.data?.hash
  return {
    saved: report.data && written.parse(report.data.written)[group],
    mayChange,
    isBusy: action.isBusy || isLoading,
    problem: action.problem,
    async save(change) {
      const changes = Object.entries(change).map(([name, value]) => ({
        path: [group, name],
        ...(value === undefined ? {} : { value }),
      }))
      const result = await action.run('config.set', { baseHash: hash, changes })
      setLoading(true)
      await report.refetch()
      setLoading(false)
      return result !== undefined
    },
  }
}
