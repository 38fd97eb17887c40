import type { Db } from '#db/client.ts'
import {
  bindSandbox,
  deleteOrphanedSandboxes,
  findSandbox,
  listSandboxes,
  type Sandbox as SandboxRow,
  touchSandbox,
} from '#db/queries/sandbox/sandboxes.ts'
import { findSession, getSession, type Session } from '#db/queries/sessions.ts'
import { AppError, toAppError } from '#protocol/errors.ts'
import { worksInBox } from '#protocol/policy.ts'
import {
  SANDBOX_FILE_LIMIT,
  type SandboxBox,
  type SandboxPlan,
  type SandboxSummary,
} from '#protocol/sandbox/sandbox.ts'
import type { Agents, PoolSandbox } from '../agents/pool.ts'
import type { Clock } from '../clock.ts'
import type { SandboxFeature } from './contract.ts'
import { type AnswerPolicy, createExplain } from './explain.ts'
import { keyOf, limitsOf, sandboxConfigOf } from './plan.ts'
import { followSettings, type Surroundings } from './settings.ts'
import { createStateKeeper } from './state.ts'

export interface Sandbox {
  /** For the pool of agents. */
  readonly pool: PoolSandbox
  readonly feature: SandboxFeature
  /** Whether those who have to work in a box have one. */
  available(): boolean
  /** The box of a session's next run, and why there is none; undefined where it works beside its agent. */
  place(session: Session): { sandbox: SandboxPlan; blocked?: string | undefined } | undefined
  /** Puts a file into the box of a session. Throws `sandbox_unavailable`, `too_large`. */
  putFile(sessionId: string, path: string, content: Buffer): Promise<void>
  /** Takes one out of it. Throws `too_large`, and what the box says. */
  takeFile(sessionId: string, path: string): Promise<Buffer>
  stop(): void
}

/** Boxes of conversations that are gone are looked for this often, in milliseconds. */
const SWEEP_MS = 10 * 60_000

/** What the gateway knows of containers: who works in one, which files are whose, and how the engine is. */
export function createSandbox(
  deps: Surroundings & {
    db: Db
    clock: Clock
    /** The owner's workspace, absolute. */
    workspace: string
    agents: () => Pick<Agents, 'assign' | 'members'>
    answerPolicy: AnswerPolicy
  },
): Sandbox {
  const { db, clock, log, config } = deps
  const state = createStateKeeper({ config, workspace: deps.workspace })
  let progress: string | null = null
  let buildProblem: string | null = null
  let cancelSweep = clock.after(SWEEP_MS, sweep)

  const mode = () => sandboxConfigOf(config()).mode
  const isBoxed = (trusted: boolean) =>
    worksInBox({ trusted, sandbox: { mode: mode(), available: state.available() } })
  const status = () => state.report({ progress, buildProblem })

  function planOf(session: Session): SandboxPlan {
    const key = keyOf(config(), session)
    return {
      key,
      volume: findSandbox(db, key)?.volume ?? null,
      workspaceAccess: sandboxConfigOf(config()).workspaceAccess,
      limits: limitsOf(config()),
    }
  }

  /** The agent that has the box of this session, or would. */
  function agentOf(sessionId: string) {
    const agent = deps.agents().assign(sessionId)
    const member = deps
      .agents()
      .members()
      .find(({ pid }) => pid === agent?.pid)
    if (!member) throw new AppError('agent_unavailable', 'No agent process is ready. Try again in a moment.')
    return member
  }

  function anyAgent() {
    const [first] = deps.agents().members()
    if (!first) throw new AppError('agent_unavailable', 'No agent process is ready. Try again in a moment.')
    return first
  }

  async function list(): Promise<SandboxSummary[]> {
    const answers = await Promise.allSettled(
      deps
        .agents()
        .members()
        .map((agent) => agent.request('sandbox.list', {})),
    )
    const boxes = new Map<string, SandboxBox>()
    for (const answer of answers) {
      for (const box of answer.status === 'fulfilled' ? answer.value.boxes : []) boxes.set(box.key, box)
    }
    return listSandboxes(db).map((row) => summarise(row, boxes.get(row.key)))
  }

  function summarise(row: SandboxRow, box: SandboxBox | undefined): SandboxSummary {
    const session = findSession(db, row.key)
    const { key: _key, volume: _volume, ...shown } = box ?? { key: '', volume: '' }
    return {
      ...row,
      sessionId: session?.id ?? null,
      title: session?.title || session?.key || row.key,
      box: box ? (shown as Omit<SandboxBox, 'key' | 'volume'>) : null,
    }
  }

  function buildIfWanted(): void {
    if (state.current().state !== 'no-image' || !sandboxConfigOf(config()).autoBuild) return
    build().catch((error: unknown) => log.warn('The sandbox image could not be built.', { error }))
  }

  function sweep(): void {
    cancelSweep = clock.after(SWEEP_MS, sweep)
    try {
      removeOrphans()
    } catch (error) {
      log.warn('Files of deleted conversations stay in the sandbox for now; that is tried again.', { error })
    }
  }

  /** Files of conversations that were deleted go, too. */
  function removeOrphans(): void {
    for (const row of deleteOrphanedSandboxes(db)) {
      for (const agent of deps.agents().members()) {
        agent.request('sandbox.recreate', { key: row.key, files: [row.volume] }).catch((error: unknown) => {
          log.debug('Files of a deleted conversation are left for the next start.', { error })
        })
      }
    }
  }

  const settings = followSettings({
    ...deps,
    members: () => deps.agents().members(),
    volumes: () => listSandboxes(db).map((row) => row.volume),
  })

  async function build(): Promise<{ image: string }> {
    buildProblem = null
    try {
      const { image } = await anyAgent().request('sandbox.build', {})
      state.heard(await anyAgent().request('sandbox.check', {}))
      return { image }
    } catch (error) {
      buildProblem = toAppError(error).message
      throw error
    } finally {
      deps.events.system({ type: 'sandbox-change', state: status().state })
    }
  }

  const feature: SandboxFeature = {
    status,
    list,
    async recreate({ sessionId, key: named = null, files }) {
      const key = sessionId === undefined ? named : keyOf(config(), getSession(db, sessionId))
      const rows = listSandboxes(db).filter((row) => key === null || row.key === key)
      const volumes = files ? rows.map((row) => row.volume) : []
      const answers = await Promise.all(
        deps
          .agents()
          .members()
          .map((agent) => agent.request('sandbox.recreate', { key, files: volumes })),
      )
      return { removed: answers.reduce((sum, answer) => sum + answer.removed, 0) }
    },
    build,
    explain: createExplain({
      config,
      getSession: (sessionId) => getSession(db, sessionId),
      isBoxed,
      answerPolicy: deps.answerPolicy,
      feature: () => feature,
    }),
  }

  return {
    feature,
    available: state.available,
    place(session) {
      if (!isBoxed(session.trusted)) return undefined
      const sandbox = planOf(session)
      touchSandbox(db, sandbox.key, clock.now())
      buildIfWanted()
      return { sandbox, blocked: state.blocked() }
    },
    async putFile(sessionId, path, content) {
      const plan = planOf(getSession(db, sessionId))
      await agentOf(sessionId).request('sandbox.put', { plan, path, content: content.toString('base64') })
    },
    async takeFile(sessionId, path) {
      const limit = SANDBOX_FILE_LIMIT
      const plan = planOf(getSession(db, sessionId))
      const { content } = await agentOf(sessionId).request('sandbox.get', { plan, path, limit })
      return Buffer.from(content, 'base64')
    },
    pool: {
      settings(agent) {
        if (mode() === 'off') return undefined
        deleteOrphanedSandboxes(db)
        return settings.of(agent)
      },
      handlers: {
        'sandbox.bind': ({ key, volume }) => ({
          volume: bindSandbox(db, { key, volume, at: clock.now() }).volume,
        }),
      },
      onState(heard) {
        if (heard.state !== 'building') progress = null
        if (!state.heard(heard)) return
        log.info(heard.problem ?? `The sandbox is ${heard.state}.`, { ...heard })
        deps.events.system({ type: 'sandbox-change', state: status().state })
      },
      onProgress(text) {
        progress = text
      },
    },
    stop() {
      cancelSweep()
      settings.stop()
    },
  }
}
