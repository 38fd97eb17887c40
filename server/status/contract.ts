import type { Finding } from '#protocol/config/findings/finding.ts'
import type { PolicyAnswer } from '#protocol/policy.ts'

export interface StatusReport {
  readonly version: string
  readonly startedAt: number
  readonly uptimeMs: number
  readonly home: string
  readonly workspace: string
  readonly port: number
  readonly model: string
  readonly agents: { ready: number; configured: number }
  readonly sessions: number
  readonly runs: { running: number; waiting: number; queued: number }
  readonly pendingApprovals: number
  /** `problems` are the findings in English, for programs that have no words of their own. */
  readonly config: { ok: boolean; problems: string[]; findings: Finding[] }
  readonly commandGuard: 'bwrap' | 'none'
  /** `allow`: commands of the owner's own conversations run unasked, which he is warned of. */
  readonly execMode: 'ask' | 'allow' | 'deny'
  /** The way in over the tailnet; `url` is what other devices open while it is serving. */
  readonly tailscale: {
    state: 'off' | 'starting' | 'serving' | 'failed'
    url: string | null
    reason: string | null
    fix: string | null
  }
  /** Whether the disk takes what is written; while it does not, no message is taken in. */
  readonly storage: { writable: boolean; problem: string | null }
  /** When the last verified backup was made, and why a later one failed, if one did. */
  readonly backup: { lastAt: number | null; problem: string | null }
}

export interface StatusFeature {
  get(): StatusReport
  /** Whether database, socket and an agent are ready. */
  ready(): { ok: boolean; waitingFor: string[] }
  /** The answer that the policy would give in this session, now. */
  explain(input: { sessionId: string; tool: string; input: unknown }): Promise<PolicyAnswer>
}
