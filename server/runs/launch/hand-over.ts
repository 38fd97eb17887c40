import type { Db } from '#db/client.ts'
import type { Run } from '#db/queries/runs.ts'
import type { Session } from '#db/queries/sessions.ts'
import { listSteps } from '#db/queries/steps.ts'
import type { RunStart } from '#protocol/agent-rpc.ts'
import { findAgent } from '#protocol/config/agents.ts'
import type { Config } from '#protocol/config.ts'
import { type AppError, toAppError } from '#protocol/errors.ts'
import { forModels, type MayLeave } from '#protocol/privacy.ts'
import type { SandboxPlan } from '#protocol/sandbox/sandbox.ts'
import type { Clock } from '../../clock.ts'
import type { BringFiles } from '../../sandbox/bring-files.ts'
import type { Policy } from '../decisions/policy.ts'
import type { LiveRun } from '../live.ts'
import { describeEarlierTry } from '../recovery/describe.ts'

/**
 * The agent's own outermost bound. The deadline that counts is kept here, because the time in which the
 * owner thinks about an approval does not count.
 */
const AGENT_DEADLINE_MS = 24 * 60 * 60 * 1000

export interface HandOverDeps {
  readonly db: Db
  readonly clock: Clock
  readonly policy: Policy
  /** Which words may go to which model; another rule only in tests. */
  readonly mayLeave?: MayLeave | undefined
  /** The box of a session, or why it can have none; absent: every run works beside its agent. */
  readonly place?: PlaceRun | undefined
  /** Puts the files of messages into the box of their session. */
  readonly bringFiles?: BringFiles | undefined
  /** What the owner says of himself. */
  readonly owner?: (() => Config['owner']) | undefined
  /** What he says of his assistants. */
  readonly config: () => Pick<Config, 'agents'>
  /** The agent did not take the run. */
  readonly onRefusal: (run: LiveRun, error: AppError) => void
}

/** Nothing where the tools of a session work beside the agent. */
type PlaceRun = (session: Session) => { sandbox: SandboxPlan; blocked?: string | undefined } | undefined

type HandOver = (
  run: LiveRun,
  given: Pick<RunStart, 'models' | 'messages' | 'resume' | 'tokenRatio'> & {
    session: Session
    retryOf: Run['retryOf']
  },
) => Promise<void>

/** Gives a run that has begun to its agent, with what its models may read. */
export function createHandOver(deps: HandOverDeps): HandOver {
  const { db, clock, policy } = deps
  // Asked once: a formatter costs a good part of a millisecond, and the process keeps its time zone.
  const machine = new Intl.DateTimeFormat().resolvedOptions()
  return async function handOver(run, given) {
    const { session, models, tokenRatio, resume, retryOf } = given
    const now = clock.now()
    const { name: ownerName, timeZone = machine.timeZone } = deps.owner?.() ?? {}
    const assistant = run.trusted ? findAgent(deps.config(), session.agent) : undefined
    const note = retryOf === null ? undefined : describeEarlierTry(listSteps(db, retryOf))
    const allowed = forModels(given.messages, models, deps.mayLeave)
    const place = deps.place?.(session)
    if (deps.place) run.placed = place ? 'box' : 'host'
    try {
      const isReady = place !== undefined && place.blocked === undefined
      const messages = (isReady && (await deps.bringFiles?.(session.id, allowed))) || allowed
      await run.agent.startRun({
        runId: run.runId,
        sessionId: run.sessionId,
        epoch: run.epoch,
        messageId: run.message.id,
        models,
        messages,
        ...(resume ? { resume } : {}),
        ...(tokenRatio === undefined ? {} : { tokenRatio }),
        trusted: run.trusted,
        ...(place ? { sandbox: place.sandbox } : {}),
        tools: policy.offer(run.trusted),
        deadline: now + AGENT_DEADLINE_MS,
        context: {
          now,
          timeZone,
          sessionTitle: session.title,
          ...(run.trusted && ownerName !== undefined ? { ownerName } : {}),
          ...(assistant ? { assistant } : {}),
          channel: messages.at(-1)?.metadata?.channel ?? 'web',
          ...(place?.blocked === undefined ? {} : { blocked: place.blocked }),
          ...(note === undefined ? {} : { note }),
        },
      })
    } catch (error) {
      deps.onRefusal(run, toAppError(error))
    }
  }
}
