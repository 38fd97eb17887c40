import type { PolicyAnswer } from '#protocol/policy.ts'
import type {
  SandboxLimits,
  SandboxState,
  SandboxSummary,
  WorkspaceAccess,
} from '#protocol/sandbox/sandbox.ts'

export interface SandboxReport extends SandboxState {
  readonly mode: 'off' | 'non-main' | 'all'
  readonly scope: 'session' | 'agent'
  readonly workspaceAccess: WorkspaceAccess
  readonly limits: SandboxLimits
  /** The engine's, where it is not one of the usual ones. */
  readonly socket: string | null
  /** What a build of the image does now, or did last; null where there was none. */
  readonly progress: string | null
  /** Why the last build of the image failed; null where it did not. */
  readonly buildProblem: string | null
}

/** Why a session works where it does, and what each tool would be answered there now. */
export interface SandboxExplanation {
  readonly sessionId: string
  readonly trusted: boolean
  readonly boxed: boolean
  /** One sentence. */
  readonly reason: string
  readonly report: SandboxReport
  readonly box: SandboxSummary | null
  readonly tools: readonly ({ tool: string } & PolicyAnswer)[]
}

export interface SandboxFeature {
  status(): SandboxReport
  /** The one that was used last first. */
  list(): Promise<SandboxSummary[]>
  /**
   * Removes containers, all where neither a session nor the key of a box is named; with `files` what is in them
   * too. Throws `unknown_session`.
   */
  recreate(what: {
    sessionId?: string | undefined
    key?: string | undefined
    files: boolean
  }): Promise<{ removed: number }>
  /** Builds the image where it is missing. Takes minutes; throws `sandbox_unavailable`. */
  build(): Promise<{ image: string }>
  explain(sessionId: string): Promise<SandboxExplanation>
}
