import { countPendingApprovals } from '#db/queries/approvals.ts'
import { withFindings } from '#protocol/config/read.ts'
import type { Keeping } from '../keeping/keeping.ts'
import type { Runs } from '../runs/contract.ts'
import type { StatusFeature } from '../status/contract.ts'
import { createStatus } from '../status/status.ts'
import type { Conversations } from './conversations.ts'
import type { Ground } from './ground.ts'
import type { Outside } from './outside.ts'
import type { Workshop } from './workshop.ts'

/** How the gateway and its parts are doing, in one report. */
export function createHealth(
  deps: Pick<
    Ground,
    'version' | 'clock' | 'home' | 'port' | 'config' | 'watch' | 'database' | 'door' | 'db'
  > & {
    workshop: Workshop
    mainModel: () => string
    conversations: Pick<Conversations, 'sessions' | 'listNewest'>
    keeping: Pick<Keeping, 'storage' | 'backups'>
    /** Asked with the report, by which time they are there. */
    runs: () => Pick<Runs, 'counts' | 'policy'>
    outside: () => Pick<Outside, 'findings' | 'tailscale'>
  },
): StatusFeature {
  const { version, clock, home, port, config, watch, database, door, db } = deps
  const { workshop, mainModel, conversations, keeping, runs, outside } = deps
  const { sessions, listNewest } = conversations
  return createStatus({
    version,
    clock,
    home: home.root,
    workspace: home.workspace,
    port,
    commandGuard: workshop.rules.hostGuard ? 'bwrap' : 'none',
    execMode: () => config().tools.exec.mode,
    mainModel,
    agents: { ready: workshop.agents.ready, configured: workshop.instances },
    countSessions: sessions.count,
    countRuns: () => runs().counts(),
    countApprovals: () => countPendingApprovals(db),
    config: () => withFindings(watch.current(), [...watch.current().findings, ...outside().findings()]),
    isDatabaseOpen: () => database.raw.open,
    isListening: door.isOpen,
    tailscale: () => outside().tailscale(),
    storage: keeping.storage.health,
    backup: keeping.backups.health,
    getSession: sessions.get,
    isTainted: (sessionId) => listNewest(sessionId).some((message) => message.metadata?.tainted),
    answerPolicy: (question) => runs().policy.answer(question),
  })
}
