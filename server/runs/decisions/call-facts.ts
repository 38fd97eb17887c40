import { isAbsolute, relative } from 'node:path'
import { createBindExec } from '#protocol/exec/bind-exec.ts'
import { listLookedAt } from '#protocol/exec/look-only.ts'
import { namedPath } from '#protocol/exec/named-path.ts'
import type { PolicyQuestion } from '#protocol/policy.ts'
import { findTool, type ToolInput } from '#protocol/tools.ts'
import { realPath } from './real-path.ts'

/** What a call is on this machine, as the policy asks it. No word of a model in it. */
export type CallFacts = Pick<PolicyQuestion, 'outside' | 'looksInside' | 'binding'>

/** The machine on which tools work. */
export interface Machine {
  /** Absolute: where the tools work. */
  readonly workspace: string
  /** Absolute paths that no tool may see. */
  readonly masked: readonly string[]
  /** What commands get. */
  readonly environment: Readonly<Record<string, string>>
  /** Whether a command can be kept away from the network and from what is outside of the workspace. */
  readonly confines: boolean
}

/** Not files of the owner, but doors into processes, devices and services. */
const CLOSED = ['/proc', '/sys', '/dev', '/run', '/var/run']

/** Looks at the machine: where paths lead, what programs are. */
export function createCallFacts(machine: Machine): (tool: string, input: unknown) => Promise<CallFacts> {
  const { workspace } = machine
  const bind = createBindExec(machine)

  /** Where a path leads, where that is not in the workspace. */
  function findOutside(path: string, from = workspace): CallFacts['outside'] {
    const real = realPath(namedPath(from, path))
    if (isBelow(real, realPath(workspace)) && !isMasked(real)) return undefined
    return { path: real, closed: isMasked(real) || CLOSED.some((folder) => isBelow(real, folder)) }
  }

  const isMasked = (path: string) => machine.masked.some((hidden) => isBelow(path, realPath(hidden)))

  function looksInside({ argv, background }: ToolInput<'exec'>, directory: string): boolean {
    if (!machine.confines || background) return false
    return listLookedAt(argv)?.every((path) => findOutside(path, directory) === undefined) ?? false
  }

  return async (tool, input) => {
    if (tool === 'exec') {
      const { argv, cwd = '.' } = input as ToolInput<'exec'>
      const outside = findOutside(cwd)
      const binding = await bind({ argv, cwd })
      const inside = !outside && looksInside(input as ToolInput<'exec'>, namedPath(workspace, cwd))
      return { outside, binding, looksInside: inside }
    }
    const { path } = (input ?? {}) as { path?: unknown }
    const isFile = findTool(tool)?.place === 'host' && typeof path === 'string' && !path.includes('\0')
    return isFile ? { outside: findOutside(path) } : {}
  }
}

function isBelow(path: string, folder: string): boolean {
  const rest = relative(folder, path)
  return rest === '' || !(rest === '..' || rest.startsWith('../') || isAbsolute(rest))
}
