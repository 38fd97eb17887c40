import { randomBytes } from 'node:crypto'
import type { ToolTerms } from '#protocol/agent-rpc.ts'
import type { ToolInput } from '#protocol/tools.ts'
import { createCommands } from './commands/commands.ts'
import { createProcesses } from './commands/processes.ts'
import { createStartCommand } from './commands/start.ts'
import { createFindPaths } from './find-paths.ts'
import type { ToolHostSettings, ToolRunOptions } from './host.ts'
import { listFolder } from './list-folder.ts'
import { createPaths } from './paths.ts'
import { readFile } from './read/read-file.ts'
import { createResults, type Results } from './results.ts'
import { searchFiles } from './search/search-files.ts'
import { editFile } from './write/edit-file.ts'
import { writeFile } from './write/write-file.ts'

type Handler = (input: unknown, options: ToolRunOptions) => unknown

type OpenToolsSettings = ToolHostSettings & { readonly environment: Readonly<Record<string, string>> }

/** What each tool does, over one workspace. Its input has been checked. */
export interface OpenTools {
  readonly handlers: Readonly<Record<string, Handler>>
  readonly results: Results
  close(): Promise<void>
}

/** Throws where the workspace can be neither opened nor made. */
export function openTools(settings: OpenToolsSettings): OpenTools {
  const { pictureBytes } = settings
  const paths = createPaths(settings)
  const findPaths = createFindPaths(paths, settings.masked)
  const results = createResults(paths)
  const start = createStartCommand({ ...settings, findPaths: findPaths.find })
  const commands = createCommands({ start, guarded: settings.bwrap !== null, results })
  const processes = createProcesses({ start, boot: randomBytes(4).toString('hex') })
  const handlers: Readonly<Record<string, Handler>> = {
    read: (input, { signal, terms = {} }) =>
      readFile(findPaths.find(terms), at(input as ToolInput<'read'>, terms), { signal, pictureBytes }),
    list: (input, { terms = {} }) => listFolder(findPaths.find(terms), at(input as ToolInput<'list'>, terms)),
    search: (input, { signal, terms = {} }) =>
      searchFiles(findPaths.find(terms), at(input as ToolInput<'search'>, terms), signal),
    write: (input, { terms = {} }) =>
      writeFile(findPaths.find(terms), at(input as ToolInput<'write'>, terms)),
    edit: (input, { terms = {} }) => editFile(findPaths.find(terms), at(input as ToolInput<'edit'>, terms)),
    exec(input, { signal, onOutput, clean, terms = {}, sessionId = '' }) {
      const command = input as ToolInput<'exec'>
      if (command.background) return processes.start(command, { terms, owner: sessionId })
      return commands.run(command, { signal, onOutput, terms, clean })
    },
    process: (input, { signal, sessionId = '' }) =>
      processes.handle(input as ToolInput<'process'>, { signal, owner: sessionId }),
  }

  return {
    handlers,
    results,
    async close() {
      await Promise.all([commands.close(), processes.close()])
      findPaths.close()
      paths.close()
    },
  }
}

/** The place that was approved, and no other name for it. */
const at = <I extends { path: string }>(input: I, terms: ToolTerms): I =>
  terms.outside === undefined ? input : { ...input, path: terms.outside }
