import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { realpathSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { isDeepStrictEqual } from 'node:util'
import type { ToolTerms } from '#protocol/agent-rpc.ts'
import { AppError } from '#protocol/errors.ts'
import { createBindExec } from '#protocol/exec/bind-exec.ts'
import type { ToolInput } from '#protocol/tools.ts'
import type { FindPaths } from '../find-paths.ts'
import { confinedArguments } from './confine.ts'
import { guardArguments } from './guard.ts'
import { COMMAND_MARK, killGroup, killMarked } from './reaper.ts'
import { checkArguments } from './start-problems.ts'

/** A command that was started. */
export interface Started {
  readonly child: ChildProcess
  /** Whether the command itself was reached, and not only its guard. Known when the child is closed. */
  hasBegun(): boolean
  /** Ends it with all that it started. */
  end(): void
}

export type StartCommand = (
  input: Pick<ToolInput<'exec'>, 'argv' | 'cwd'>,
  options: { terms: ToolTerms; stdin: 'ignore' | 'pipe' },
) => Promise<Started>

/**
 * Starts programs without a shell, under the guard where there is one, and under the terms of the call:
 * what was approved has to be what is started now. Throws before anything runs.
 */
export function createStartCommand(settings: {
  findPaths: FindPaths
  workspace: string
  masked: readonly string[]
  bwrap: string | null
  environment: Readonly<Record<string, string>>
}): StartCommand {
  const { bwrap, environment } = settings
  const bind = createBindExec(settings)

  function findFolder(cwd: string, terms: ToolTerms): string {
    const { target, shown, close } = settings.findPaths(terms).resolve(terms.outside ?? cwd)
    try {
      if (!target) throw new AppError('not_found', `There is no folder ${shown} to run in.`)
      if (!target.stats.isDirectory())
        throw new AppError('bad_request', `${shown} is not a folder to run in.`)
      return realpathSync.native(target.path)
    } finally {
      close()
    }
  }

  return async (input, { terms, stdin }) => {
    checkArguments(input.argv)
    const folder = findFolder(input.cwd ?? '.', terms)
    const found = terms.binding && (await bind(input))
    if (terms.binding && !(found?.directory === folder && isDeepStrictEqual(found, terms.binding))) {
      throw new AppError(
        'policy_denied',
        'The program, its folder or a file that it names changed after it was allowed, so nothing ran.',
      )
    }
    const [program = '', ...rest] = input.argv
    const stdio: StdioOptions = [stdin, 'pipe', 'pipe']
    const mark = randomBytes(16).toString('hex')
    // The guard sets the environment itself. (The type asks for a NODE_ENV that no command needs.)
    const env = (bwrap ? {} : { ...environment, [COMMAND_MARK]: mark }) as NodeJS.ProcessEnv
    const options = { stdio, detached: true, cwd: folder, env }
    if (bwrap === null) {
      if (terms.confined) throw new AppError('tool_failed', 'Commands can not be confined here: no bwrap.')
      return track(spawn(program, rest, options), mark)
    }
    const around = terms.confined ? confinedArguments : guardArguments
    const words = [
      '--json-status-fd',
      String(stdio.length),
      ...around({ ...settings, folder }),
      ...input.argv,
    ]
    return track(spawn(bwrap, words, { ...options, stdio: [...stdio, 'pipe'] }), undefined)
  }
}

function track(child: ChildProcess, mark: string | undefined): Started {
  let status = ''
  // The guard writes there, and the command can't: it has no such descriptor.
  const line = child.stdio[3] as Readable | null | undefined
  line?.on('data', (chunk: Buffer) => {
    status += chunk.toString()
  })
  return {
    child,
    // Of what never began bwrap tells no exit code.
    hasBegun: () => line === null || line === undefined || status.includes('"exit-code"'),
    end() {
      if (child.pid === undefined) return
      killGroup(child.pid)
      if (mark !== undefined) killMarked(mark)
    },
  }
}
