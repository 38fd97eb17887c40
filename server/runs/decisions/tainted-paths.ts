import type { Db } from '#db/client.ts'
import { isTaintedMediaPath, listTaintedMediaPaths } from '#db/queries/media/media.ts'
import { listLookedAt } from '#protocol/exec/look-only.ts'
import { namedPath } from '#protocol/exec/named-path.ts'
import { findTool, type ToolInput, toolContracts } from '#protocol/tools.ts'
import { nameInWorkspace } from './real-path.ts'

/** Commands that print what the files of a folder hold. */
const READS_FOLDERS = /^(grep|egrep|fgrep|rg|diff)$/
/** Of so many words of a command it is looked whether they name a file. */
const WORD_LIMIT = 100

/** The files in the workspace that somebody else sent, and whoever reads them. */
export interface TaintedPaths {
  /** Whether a call names one of them: as its path, or as a word of its command. */
  areNamedBy(tool: string, input: unknown): boolean
  /** Whether a search found lines in one of them. */
  areQuotedIn(output: unknown): boolean
}

export function createTaintedPaths({ db, workspace }: { db: Db; workspace: string }): TaintedPaths {
  const isTainted = (path: string) => isTaintedMediaPath(db, nameInWorkspace(workspace, path))

  /** A command that only looks is known word by word; of others a file is known that is a word by itself. */
  function namesOne({ argv, cwd = '.' }: ToolInput<'exec'>): boolean {
    const [program = '', ...words] = argv
    const names = listLookedAt(argv) ?? words.filter((word) => !word.startsWith('-'))
    const folder = namedPath(workspace, cwd)
    if (names.slice(0, WORD_LIMIT).some((name) => isTainted(namedPath(folder, name)))) return true
    if (!READS_FOLDERS.test(program)) return false
    const searched = names.length > 0 ? names : ['.']
    const tainted = listTaintedMediaPaths(db)
    return searched.some((name) => {
      const top = nameInWorkspace(workspace, namedPath(folder, name))
      return tainted.some((path) => top === '' || path.startsWith(`${top}/`))
    })
  }

  return {
    areNamedBy(tool, input) {
      if (findTool(tool)?.place !== 'host' && tool !== 'send_file') return false
      if (tool === 'exec') return namesOne(input as ToolInput<'exec'>)
      const { path } = (input ?? {}) as { path?: unknown }
      return typeof path === 'string' && isTainted(path)
    },
    areQuotedIn(output) {
      const found = toolContracts.search.output.safeParse(output)
      return found.success && [...new Set(found.data.lines.map(({ path }) => path))].some(isTainted)
    },
  }
}
