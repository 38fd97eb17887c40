import type { Session } from '#db/queries/sessions.ts'
import type { Config } from '#protocol/config.ts'
import type { PolicyAnswer } from '#protocol/policy.ts'
import { TOOL_NAMES } from '#protocol/tools.ts'
import type { SandboxExplanation, SandboxFeature } from './contract.ts'
import { keyOf, sandboxConfigOf } from './plan.ts'

/** The gateway's own policy, which enforces what is shown. */
export type AnswerPolicy = (question: {
  tool: string
  input: unknown
  trusted: boolean
  tainted: boolean
}) => Promise<PolicyAnswer>

/** An ordinary call of every tool: what is not of a tool is left out by it. */
const EXAMPLE = { argv: ['make'], action: 'list', path: 'example.txt' }

/** Says where the tools of a session work, why, and what each would be answered there now. */
export function createExplain(deps: {
  config: () => Config
  getSession: (sessionId: string) => Session
  isBoxed: (trusted: boolean) => boolean
  answerPolicy: AnswerPolicy
  feature: () => Pick<SandboxFeature, 'status' | 'list'>
}): (sessionId: string) => Promise<SandboxExplanation> {
  const { config, answerPolicy } = deps

  function reasonOf(trusted: boolean, boxed: boolean): string {
    const whose = trusted ? 'you alone write here' : 'others than you write here'
    const where = boxed ? 'its tools work inside a container' : 'its tools work on this machine'
    return `agents.defaults.sandbox.mode is "${sandboxConfigOf(config()).mode}" and ${whose}, so ${where}.`
  }

  return async (sessionId) => {
    const session = deps.getSession(sessionId)
    const { trusted } = session
    const boxed = deps.isBoxed(trusted)
    const { list, status } = deps.feature()
    const key = keyOf(config(), session)
    const box = boxed ? ((await list()).find((each) => each.key === key) ?? null) : null
    const tools = await Promise.all(
      TOOL_NAMES.map(async (tool) => ({
        tool,
        ...(await answerPolicy({ tool, input: EXAMPLE, trusted, tainted: !trusted })),
      })),
    )
    return { sessionId, trusted, boxed, reason: reasonOf(trusted, boxed), report: status(), box, tools }
  }
}
