import type { Db } from '#db/client.ts'
import {
  bindSandbox,
  deleteOrphanedSandboxes,
  findSandbox,
  listSandboxes,
  type Sandbox as SandboxRow,
  touchSandbox,
} from '#db/queries/sandbox/sandboxes.ts'
import { findSession, type Session } from '#db/queries/sessions.ts'
import type { Config } from '#protocol/config.ts'
import { AppError } from '#protocol/errors.ts'
import { type PolicyAnswer, worksInBox } from '#protocol/policy.ts'
import {
  SANDBOX_FILE_LIMIT,
  type SandboxBox,
  type SandboxPlan,
  type SandboxState,
  type SandboxSummary,
} from '#protocol/sandbox/sandbox.ts'
import { TOOL_NAMES } from '#protocol/tools.ts'
import type { Agents, PoolSandbox } from '../agents/pool.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { SandboxFeature, SandboxReport } from './contract.ts'
import { keyOf, limitsOf, sandboxConfigOf, settingsOf } from './plan.ts'

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
export function createSandbox(deps: {
  db: Db
  clock: Clock
  log: Log
  config: () => Config
  home: string
  agents: () => Pick<Agents, 'assign' | 'members'>
  answerPolicy: (question: {
    tool: string
    input: unknown
    trusted: boolean
    tainted: boolean
  }) => Promise<PolicyAnswer>
}): Sandbox {
  const { db, clock, log, config } = deps
  const nobody: SandboxState = { state: 'checking', problem: null, fix: null, engine: null, image: null }
  let latest = nobody
  let progress: string | null = null
  let cancelSweep = clock.after(SWEEP_MS, sweep)

  const mode = () => sandboxConfigOf(config()).mode
  const isBoxed = (trusted: boolean) =>
    worksInBox({ trusted, sandbox: { mode: mode(), available: latest.state === 'ready' } })

  function status(): SandboxReport {
    const { scope, workspaceAccess } = sandboxConfigOf(config())
    const off: SandboxState = { ...nobody, state: 'off' }
    const state = mode() === 'off' ? off : latest
    return { ...state, mode: mode(), scope, workspaceAccess, limits: limitsOf(config()), progress }
  }

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

  function getBoxed(sessionId: string): Session {
    const session = findSession(db, sessionId)
    if (!session) throw new AppError('unknown_session', 'There is no such session.')
    return session
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

  function blocked(): string | undefined {
    if (latest.state === 'ready') return undefined
    return `This conversation works in a sandbox only, and the sandbox is not ready (${latest.problem ?? 'it is being looked at'}).`.replace(
      '.)',
      ')',
    )
  }

  function buildIfWanted(): void {
    if (latest.state !== 'no-image' || !sandboxConfigOf(config()).autoBuild) return
    feature.build().catch((error: unknown) => log.warn('The sandbox image could not be built.', { error }))
  }

  /** Files of conversations that were deleted go, too. */
  function sweep(): void {
    cancelSweep = clock.after(SWEEP_MS, sweep)
    for (const row of deleteOrphanedSandboxes(db)) {
      for (const agent of deps.agents().members()) {
        agent.request('sandbox.recreate', { key: row.key, files: [row.volume] }).catch((error: unknown) => {
          log.debug('Files of a deleted conversation are left for the next start.', { error })
        })
      }
    }
  }

  const feature: SandboxFeature = {
    status,
    list,
    async recreate({ sessionId, files }) {
      const key = sessionId === undefined ? null : keyOf(config(), getBoxed(sessionId))
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
    async build() {
      const { image } = await anyAgent().request('sandbox.build', {})
      latest = await anyAgent().request('sandbox.check', {})
      return { image }
    },
    async explain(sessionId) {
      const { trusted, agent, id } = getBoxed(sessionId)
      const boxed = isBoxed(trusted)
      const key = keyOf(config(), { id, agent })
      const box = boxed ? ((await list()).find((each) => each.key === key) ?? null) : null
      const tools = await Promise.all(
        TOOL_NAMES.map(async (tool) => {
          const input = { argv: ['true'], action: 'list', path: 'example.txt' }
          const answer = await deps.answerPolicy({ tool, input, trusted, tainted: !trusted })
          return { tool, decision: answer.decision, rule: answer.rule, reason: answer.reason }
        }),
      )
      return { sessionId, trusted, boxed, reason: reasonOf(trusted, boxed), report: status(), box, tools }
    },
  }

  function reasonOf(trusted: boolean, boxed: boolean): string {
    const whose = trusted ? 'you alone write here' : 'others than you write here'
    const where = boxed ? 'its tools work inside a container' : 'its tools work on this machine'
    return `agents.defaults.sandbox.mode is "${mode()}" and ${whose}, so ${where}.`
  }

  return {
    feature,
    available: () => latest.state === 'ready',
    place(session) {
      if (!isBoxed(session.trusted)) return undefined
      const sandbox = planOf(session)
      touchSandbox(db, sandbox.key, clock.now())
      buildIfWanted()
      return { sandbox, blocked: blocked() }
    },
    async putFile(sessionId, path, content) {
      const plan = planOf(getBoxed(sessionId))
      await agentOf(sessionId).request('sandbox.put', { plan, path, content: content.toString('base64') })
    },
    async takeFile(sessionId, path) {
      const limit = SANDBOX_FILE_LIMIT
      const plan = planOf(getBoxed(sessionId))
      const { content } = await agentOf(sessionId).request('sandbox.get', { plan, path, limit })
      return Buffer.from(content, 'base64')
    },
    pool: {
      settings({ instance, living }) {
        if (mode() === 'off') return undefined
        deleteOrphanedSandboxes(db)
        const volumes = listSandboxes(db).map((row) => row.volume)
        return settingsOf(config(), { home: deps.home, instance, living, volumes })
      },
      handlers: {
        'sandbox.bind': ({ key, volume }) => ({
          volume: bindSandbox(db, { key, volume, at: clock.now() }).volume,
        }),
      },
      onState(state) {
        if (state.state !== latest.state) log.info(`The sandbox is ${state.state}.`, { ...state })
        latest = state
        if (state.state !== 'building') progress = null
      },
      onProgress(text) {
        progress = text
      },
    },
    stop: () => cancelSweep(),
  }
}
