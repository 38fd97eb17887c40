import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Db } from '#db/client.ts'
import { isPrivatePath, listPrivatePaths, savePrivatePath } from '#db/queries/privacy.ts'
import { KEPT_RESULT } from '#protocol/chat/kept-result.ts'
import { findTool } from '#protocol/tools.ts'
import type { Clock } from '../../clock.ts'
import type { ToolCall } from '../journal.ts'
import { type LiveRun, taint } from '../live.ts'
import { nameInWorkspace } from './real-path.ts'
import { createTaintedPaths } from './tainted-paths.ts'

/** The files that private turns wrote, and the commands that they left running. */
export interface PrivatePaths {
  /** Whether the call names one of them, whichever way, or looks through a folder of one; for a command, whether there are any. */
  reaches(tool: string, input: unknown): boolean
  /** Whether the call looks at such a command, or lists what runs while there are any. */
  reachesCommand(tool: string, input: unknown): boolean
  /**
   * Before a call begins: what a private run writes is marked, a run that reads what is marked is private, and one
   * that reads a file that somebody else sent holds his words, as does one whose search finds some.
   */
  beforeCall(run: LiveRun, call: ToolCall): void
  /** Before the end of a call is stored: the file with the whole of a private result is marked, and a command that goes on. */
  afterCall(run: LiveRun, output: unknown): void
}

/** Puts a file into a conversation, where its models may look at it. */
const GIVES = 'send_file'

export function createPrivatePaths(deps: { db: Db; clock: Clock; workspace: string }): PrivatePaths {
  const { db, clock, workspace } = deps

  const tainted = createTaintedPaths(deps)
  const nameOf = (path: string): string => nameInWorkspace(workspace, path)

  function mark(run: LiveRun, path: string): void {
    savePrivatePath(db, { path, sessionId: run.sessionId, createdAt: clock.now() })
  }

  /** By their ids, which end with the agent process, as the commands do. */
  const commands = new Set<string>()

  function reachesCommand(tool: string, input: unknown): boolean {
    if (tool !== 'process') return false
    const { processId } = input as { processId?: string }
    return processId === undefined ? commands.size > 0 : commands.has(processId)
  }

  function reaches(tool: string, input: unknown): boolean {
    if (findTool(tool)?.effect === 'exec') {
      return listPrivatePaths(db).some((path) => existsSync(join(workspace, path)))
    }
    const path = pathOf(tool, input)
    if (path === undefined) return false
    if (tool === 'search') return listPrivatePaths(db).some((marked) => isWithin(marked, nameOf(path)))
    return isPrivatePath(db, nameOf(path))
  }

  return {
    reaches,
    reachesCommand,
    beforeCall(run, { tool, input }) {
      const { metadata } = run.message
      if (run.local && (reaches(tool, input) || reachesCommand(tool, input))) metadata.private = true
      const path = pathOf(tool, input)
      if (tainted.areNamedBy(tool, input)) taint(run)
      const writes = path !== undefined && tool !== GIVES && findTool(tool)?.effect === 'write'
      if (metadata.private && writes) mark(run, nameOf(path))
    },
    afterCall(run, output) {
      if (tainted.areQuotedIn(output)) taint(run)
      if (!run.message.metadata.private) return
      const { processId } = (output ?? {}) as { processId?: unknown }
      if (typeof processId === 'string') commands.add(processId)
      for (const [, path = ''] of JSON.stringify(output ?? null).matchAll(KEPT_RESULT)) mark(run, path)
    },
  }
}

/** Whether a file is what is searched, or lies in a folder that is. */
const isWithin = (file: string, folder: string): boolean =>
  folder === '' || file === folder || file.startsWith(`${folder}/`)

function pathOf(tool: string, input: unknown): string | undefined {
  const { path } = (input ?? {}) as { path?: unknown }
  const isFile = findTool(tool)?.place === 'host' || tool === GIVES
  return isFile && typeof path === 'string' ? path : undefined
}
