import type { Db } from '#db/client.ts'
import { listExecGrants } from '#db/queries/approvals.ts'
import type { Config } from '#protocol/config.ts'
import { decideTool, type PolicyAnswer, worksInBox } from '#protocol/policy.ts'
import { TOOL_NAMES } from '#protocol/tools.ts'
import type { CallFacts, Machine } from './call-facts.ts'
import { createTypedInto } from './typed-into.ts'

export interface PolicyDeps {
  readonly machine: Omit<Machine, 'workspace'>
  readonly config: () => Config
  /** Whether untrusted sessions have a container to work in. */
  readonly sandboxAvailable: () => boolean
  /** Whether commands on this machine run under bwrap. */
  readonly hostGuard: boolean
  /** What a call is on this machine. */
  readonly findFacts: (tool: string, input: unknown) => Promise<CallFacts>
  /** Whether a call reaches a file that was written in private. */
  readonly isPrivatePath: (tool: string, input: unknown) => boolean
  /** Whether it looks at a background command of a private turn. */
  readonly isPrivateCommand: (tool: string, input: unknown) => boolean
  readonly db: Db
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
  readonly agent?: string
  /** Whose background commands it may reach. */
  readonly sessionId?: string
  /** Where the run was begun. */
  readonly placed?: 'host' | 'box' | undefined
}

/** The answer, and what it was found on. */
export interface FoundAnswer extends PolicyAnswer, CallFacts {
  readonly typesInto?: string[] | null | undefined
}

export interface Policy {
  /** The answer of this moment: today's configuration, today's grants. */
  answer(question: ToolQuestion): Promise<FoundAnswer>
  /** Names of the tools to offer: all to the owner's sessions, to others only what could ever be allowed. */
  offer(trusted: boolean): string[]
}

/** Asks the policy with everything that the gateway knows and no agent can influence. */
export function createPolicy(deps: PolicyDeps): Policy {
  const decide = deps.decide ?? decideTool
  const findTypedInto = createTypedInto(deps.db)
  const sandbox = () => ({
    mode: deps.config().agents.defaults.sandbox.mode,
    available: deps.sandboxAvailable(),
  })

  function answerOn(
    { local, ...question }: ToolQuestion,
    facts: Omit<FoundAnswer, keyof PolicyAnswer>,
  ): PolicyAnswer {
    const config = deps.config()
    return decide({
      ...question,
      ...facts,
      privatePath: !local && deps.isPrivatePath(question.tool, question.input),
      privateCommand: !local && deps.isPrivateCommand(question.tool, question.input),
      sandbox: sandbox(),
      exec: config.tools.exec,
      hostGuard: deps.hostGuard,
      grants: listExecGrants(deps.db),
    })
  }
  return {
    async answer(question) {
      const { trusted, tool, input, placed, sessionId } = question
      // What is on this machine says nothing of what is in the sandbox.
      const facts = worksInBox({ trusted, placed, sandbox: sandbox() })
        ? {}
        : await deps.findFacts(tool, input)
      const typesInto = sessionId === undefined ? undefined : findTypedInto(sessionId, { tool, input })
      return { ...answerOn(question, { ...facts, typesInto }), ...facts, typesInto }
    },
    offer(trusted) {
      if (trusted && !worksInBox({ trusted, sandbox: sandbox() })) return [...TOOL_NAMES]
      const sample = { argv: ['true'], action: 'list' }
      return TOOL_NAMES.filter(
        (tool) => answerOn({ tool, input: sample, trusted, tainted: !trusted }, {}).decision !== 'deny',
      )
    },
  }
}
