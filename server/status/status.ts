import type { LoadedConfig } from '#protocol/config/read.ts'
import { AppError, describeIssues } from '#protocol/errors.ts'
import type { PolicyAnswer } from '#protocol/policy.ts'
import type { SessionSummary } from '#protocol/sessions.ts'
import { findTool } from '#protocol/tools.ts'
import type { Clock } from '../clock.ts'
import type { StatusFeature, StatusReport } from './contract.ts'

export interface StatusDeps {
  readonly version: string
  readonly clock: Clock
  readonly home: string
  readonly workspace: string
  readonly port: number
  readonly commandGuard: 'bwrap' | 'none'
  readonly execMode: () => StatusReport['execMode']
  readonly mainModel: () => string
  readonly agents: { ready(): number; configured: number }
  readonly countSessions: () => number
  readonly countRuns: () => StatusReport['runs']
  readonly countApprovals: () => number
  readonly config: () => Pick<LoadedConfig, 'ok' | 'problems' | 'findings'>
  readonly isDatabaseOpen: () => boolean
  readonly tailscale: () => StatusReport['tailscale']
  readonly storage: () => StatusReport['storage']
  readonly backup: () => StatusReport['backup']
  readonly isListening: () => boolean
  readonly getSession: (sessionId: string) => SessionSummary
  /** Whether the conversation holds what the owner did not write. */
  readonly isTainted: (sessionId: string) => boolean
  readonly answerPolicy: (question: {
    tool: string
    input: unknown
    trusted: boolean
    tainted: boolean
  }) => Promise<PolicyAnswer>
}

/** How the gateway is doing, in one report; nothing in here is secret. */
export function createStatus(deps: StatusDeps): StatusFeature {
  const startedAt = deps.clock.now()
  return {
    get() {
      const { ok, problems, findings } = deps.config()
      return {
        version: deps.version,
        startedAt,
        uptimeMs: deps.clock.now() - startedAt,
        home: deps.home,
        workspace: deps.workspace,
        port: deps.port,
        model: deps.mainModel(),
        agents: { ready: deps.agents.ready(), configured: deps.agents.configured },
        sessions: deps.countSessions(),
        runs: deps.countRuns(),
        pendingApprovals: deps.countApprovals(),
        config: { ok, problems: [...problems], findings: [...findings] },
        commandGuard: deps.commandGuard,
        execMode: deps.execMode(),
        tailscale: deps.tailscale(),
        storage: deps.storage(),
        backup: deps.backup(),
      }
    },
    ready() {
      const waitingFor = [
        deps.isDatabaseOpen() ? [] : ['database'],
        deps.isListening() ? [] : ['socket'],
        deps.agents.ready() > 0 ? [] : ['agent'],
      ].flat()
      return { ok: waitingFor.length === 0, waitingFor }
    },
    async explain({ sessionId, tool, input }) {
      const session = deps.getSession(sessionId)
      const parsed = findTool(tool)?.input.safeParse(input)
      if (parsed?.success === false) {
        throw new AppError('bad_request', `The input does not fit ${tool}: ${describeIssues(parsed.error)}`)
      }
      const tainted = !session.trusted || deps.isTainted(sessionId)
      const question = { tool, input: parsed?.data, trusted: session.trusted, tainted }
      const { decision, rule, reason } = await deps.answerPolicy(question)
      return { decision, rule, reason }
    },
  }
}
