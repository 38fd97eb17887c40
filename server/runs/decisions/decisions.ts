import type { Db } from '#db/client.ts'
import { listExecGrants } from '#db/queries/approvals.ts'
import type { Clock } from '../../clock.ts'
import type { Events } from '../../events.ts'
import type { Log } from '../../log.ts'
import type { Journal } from '../journal.ts'
import type { LiveRuns } from '../live.ts'
import type { PrivatePaths } from '../private-paths.ts'
import { type Approvals, createApprovals } from './approvals.ts'
import { createDecide, type Decide } from './decide.ts'
import { createPolicy, type Policy, type PolicyDeps } from './policy.ts'

export interface Decisions {
  readonly approvals: Approvals
  readonly policy: Policy
  readonly decide: Decide
}

export type DecisionRules = Omit<PolicyDeps, 'listGrants' | 'isPrivatePath'>

/** Whether a tool call may run: what the policy says, what the owner says, what the journal holds. */
export function createDecisions(deps: {
  db: Db
  clock: Clock
  events: Events
  log: Log
  newId: () => string
  live: LiveRuns
  journal: Journal
  policy: DecisionRules
  privatePaths: PrivatePaths
}): Decisions {
  const approvals = createApprovals(deps)
  const policy = createPolicy({
    ...deps.policy,
    isPrivatePath: deps.privatePaths.reaches,
    listGrants: () => listExecGrants(deps.db),
  })
  return { approvals, policy, decide: createDecide({ ...deps, approvals, policy }) }
}
