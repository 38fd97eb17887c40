import type { Config } from '#protocol/config.ts'
import { decideTool, type ExecGrant, type PolicyAnswer } from '#protocol/policy.ts'
import { TOOL_NAMES } from '#protocol/tools.ts'

export interface PolicyDeps {
  readonly config: () => Config
  /** Whether untrusted sessions have a container to work in. */
  readonly sandboxAvailable: boolean
  /** Whether commands on this machine run under bwrap. */
  readonly hostGuard: boolean
  /** Whether a call reaches a file that was written in private. */
  readonly isPrivatePath: (tool: string, input: unknown) => boolean
  readonly listGrants: () => readonly ExecGrant[]
  /** The pure function that decides; another one only in tests. */
  readonly decide?: typeof decideTool
}

export interface ToolQuestion {
  readonly tool: string
  readonly input: unknown
  readonly trusted: boolean
  readonly tainted: boolean
  readonly private?: boolean
  /** Whether every model of the run may have private words. */
  readonly local?: boolean
}

export interface Policy {
  /** The answer of this moment: today's configuration, today's grants. */
  answer(question: ToolQuestion): PolicyAnswer
  /** Names of the tools to offer: all to the owner's sessions, to others only what could ever be allowed. */
  offer(trusted: boolean): string[]
}

/** Asks the policy with everything that the gateway knows and no agent can influence. */
export function createPolicy(deps: PolicyDeps): Policy {
  const decide = deps.decide ?? decideTool
  function answer({ local, ...question }: ToolQuestion): PolicyAnswer {
    const config = deps.config()
    return decide({
      ...question,
      privatePath: !local && deps.isPrivatePath(question.tool, question.input),
      sandbox: { mode: config.agents.defaults.sandbox.mode, available: deps.sandboxAvailable },
      exec: config.tools.exec,
      hostGuard: deps.hostGuard,
      grants: deps.listGrants(),
    })
  }
  return {
    answer,
    offer(trusted) {
      if (trusted) return [...TOOL_NAMES]
      const sample = { argv: ['true'] }
      return TOOL_NAMES.filter(
        (tool) => answer({ tool, input: sample, trusted, tainted: true }).decision !== 'deny',
      )
    },
  }
}
