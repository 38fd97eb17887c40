import type { Db } from '#db/client.ts'
import { findSession } from '#db/queries/sessions.ts'
import { MAIN_AGENT } from '#protocol/agent.ts'
import type { Audit } from '../../auth/audit.ts'
import type { Clock } from '../../clock.ts'
import type { Events } from '../../events.ts'
import type { Log } from '../../log.ts'
import type { Journal } from '../journal.ts'
import type { LiveRuns } from '../live.ts'
import { type Approvals, createApprovals } from './approvals.ts'
import { createCallFacts } from './call-facts.ts'
import { createDecide, type Decide } from './decide.ts'
import { createPolicy, type Policy, type PolicyDeps } from './policy.ts'
import { createPrivatePaths, type PrivatePaths } from './private-paths.ts'

export interface Decisions {
  readonly approvals: Approvals
  readonly policy: Policy
  readonly decide: Decide
  readonly privatePaths: PrivatePaths
}

export type DecisionRules = Omit<PolicyDeps, 'db' | 'isPrivatePath' | 'isPrivateCommand' | 'findFacts'>

/** Whether a tool call may run: what the policy says, what the owner says, what the journal holds. */
export function createDecisions(deps: {
  db: Db
  clock: Clock
  events: Events
  log: Log
  audit: Audit
  newId: () => string
  live: LiveRuns
  journal: Journal
  policy: DecisionRules
  workspace: string
}): Decisions {
  const findAgent = (sessionId: string) => findSession(deps.db, sessionId)?.agent ?? MAIN_AGENT
  const approvals = createApprovals({ ...deps, findAgent })
  const privatePaths = createPrivatePaths(deps)
  const policy = createPolicy({
    ...deps.policy,
    db: deps.db,
    findFacts: createCallFacts({ workspace: deps.workspace, ...deps.policy.machine }),
    isPrivatePath: privatePaths.reaches,
    isPrivateCommand: privatePaths.reachesCommand,
  })
  const decide = createDecide({ ...deps, approvals, policy, privatePaths, findAgent })
  return { approvals, policy, decide, privatePaths }
}
