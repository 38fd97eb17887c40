import { statSync } from 'node:fs'
import type { Config } from '#protocol/config.ts'
import type { SandboxState } from '#protocol/sandbox/sandbox.ts'
import { sharingProblem } from '#protocol/sandbox/sharing.ts'
import type { SandboxReport } from './contract.ts'
import { limitsOf, sandboxConfigOf } from './plan.ts'

/** Before an agent has said anything. */
const UNKNOWN: SandboxState = { state: 'checking', problem: null, fix: null, engine: null, image: null }

/** How the sandbox stands: what agents say of the engine, and what this gateway sees by itself. */
export interface StateKeeper {
  /** Returns whether the state is another one now. */
  heard(state: SandboxState): boolean
  current(): SandboxState
  report(build: Pick<SandboxReport, 'progress' | 'buildProblem'>): SandboxReport
  available(): boolean
  /** What a conversation is told that has to work in a box and can't; undefined where it can. */
  blocked(): string | undefined
}

export function createStateKeeper(deps: { config: () => Config; workspace: string }): StateKeeper {
  const { config, workspace } = deps
  let latest = UNKNOWN

  function current(): SandboxState {
    if (latest.state !== 'ready') return latest
    const found = statSync(workspace, { throwIfNoEntry: false })
    const closed = sharingProblem(sandboxConfigOf(config()).workspaceAccess, {
      path: workspace,
      owner: found?.uid ?? null,
      mode: found?.mode ?? null,
    })
    return closed ? { ...latest, state: 'closed-workspace', ...closed } : latest
  }

  const available = () => current().state === 'ready'

  return {
    current,
    available,
    heard(state) {
      const isOther = state.state !== latest.state
      latest = state
      return isOther
    },
    report(build) {
      const { mode, scope, workspaceAccess, socket = null } = sandboxConfigOf(config())
      const state = mode === 'off' ? { ...UNKNOWN, state: 'off' as const } : current()
      return { ...state, mode, scope, workspaceAccess, limits: limitsOf(config()), socket, ...build }
    },
    blocked() {
      if (available()) return undefined
      const why = current().problem?.replace(/\.$/, '') ?? 'it is being looked at'
      return `This conversation works in a sandbox only, and the sandbox is not ready (${why}).`
    },
  }
}
