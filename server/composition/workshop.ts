import { homedir } from 'node:os'
import { commandEnvironment } from '#protocol/exec/environment.ts'
import { type Agents, startAgents } from '../agents/pool.ts'
import type { ModelTried } from '../agents/process.ts'
import { findProxy } from '../agents/proxy.ts'
import { canConfine, findCommandGuard } from '../boot/command-guard.ts'
import { listProtectedPaths } from '../boot/protected-paths.ts'
import type { MediaFeature } from '../media/contract.ts'
import type { Runs } from '../runs/contract.ts'
import type { DecisionRules } from '../runs/decisions/decisions.ts'
import { createBringFiles } from '../sandbox/bring-files.ts'
import { createSandbox, type Sandbox } from '../sandbox/sandbox.ts'
import type { Ground } from './ground.ts'

/** Where runs are worked at: the agent processes, their containers, and what keeps commands in their place. */
export interface Workshop {
  readonly agents: Agents
  /** How many agents there are to be. */
  readonly instances: number
  readonly sandbox: Sandbox
  /** What the policy has to know of this machine. */
  readonly rules: DecisionRules
  /** Takes the files of messages into a container. */
  readonly bringFiles: ReturnType<typeof createBringFiles>
  stop(): Promise<void>
}

/** Starts the agents; they get ready while the rest is put together. */
export function startWorkshop(
  deps: Pick<Ground, 'db' | 'clock' | 'env' | 'installation' | 'home' | 'log' | 'events' | 'config'> & {
    /** Asked when an agent speaks, by which time they are there. */
    runs: () => Pick<Runs, 'policy' | 'hooks'>
    findFile: MediaFeature['find']
    onModelTried: (tried: ModelTried) => void
  },
): Workshop {
  const { db, clock, env, installation, home, log, events, config, runs } = deps
  const { workspace } = home
  const bwrap = findCommandGuard(env.lookup('PATH'))
  const masked = listProtectedPaths(home)
  const { instances } = config().agents
  const sandbox = createSandbox({
    db,
    clock,
    log: log.child('sandbox'),
    config,
    home: home.root,
    workspace,
    events,
    agents: () => agents,
    answerPolicy: (question) => runs().policy.answer(question),
  })
  const agents = startAgents({
    instances,
    entry: installation.agentEntry,
    environment: env.lookup,
    configuration: { workspace, masked, bwrap, proxy: findProxy(env.lookup) },
    sandbox: sandbox.pool,
    hooks: () => runs().hooks,
    onModelTried: deps.onModelTried,
    clock,
    events,
    log: log.child('agents'),
  })
  return {
    agents,
    instances,
    sandbox,
    rules: {
      config,
      sandboxAvailable: sandbox.available,
      hostGuard: bwrap !== null,
      machine: {
        masked,
        confines: canConfine(bwrap),
        environment: commandEnvironment(env.lookup, homedir()),
      },
    },
    bringFiles: createBringFiles({
      findFile: deps.findFile,
      putFile: sandbox.putFile,
      log: log.child('sandbox'),
    }),
    async stop() {
      await agents.stop()
      sandbox.stop()
    },
  }
}
