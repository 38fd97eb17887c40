import { homedir } from 'node:os'
import type { ToolTerms } from '#protocol/agent-rpc.ts'
import { capOutput } from '#protocol/chat/cap-output.ts'
import { AppError, describeIssues } from '#protocol/errors.ts'
import { commandEnvironment } from '#protocol/exec/environment.ts'
import { TOOL_TEXT_LIMIT, toolContracts } from '#protocol/tools.ts'
import { takePicture } from '../tools/picture.ts'
import { openTools } from './open-tools.ts'
import { describeProblem } from './problems.ts'
import type { Results } from './results.ts'

/** Characters of JSON. A list of 1000 long names fits. */
const OUTPUT_LIMIT = 8 * TOOL_TEXT_LIMIT

export type ToolResult = { ok: true; output: unknown } | { ok: false; error: string }

export interface ToolRunOptions {
  readonly signal: AbortSignal
  /** The output of a running command so far (beginning and end of it), at most ten times a second. */
  readonly onOutput?: (stdout: string, stderr: string) => void
  /** What the gateway allowed the call under; nothing special where absent. */
  readonly terms?: ToolTerms
  /** The conversation that asks: background commands belong to one. */
  readonly sessionId?: string
  /** Takes secrets out of a result before it is kept in a file; absent where nobody knows any (in a box). */
  readonly clean?: (text: string) => Promise<string>
}

/** The tools whose place is `host`: the same code beside the agent and inside a container. */
export interface ToolHost {
  /** Never throws: what goes wrong is a sentence that the model can act on. */
  run(name: string, input: unknown, options: ToolRunOptions): Promise<ToolResult>
  /** Ends all commands with everything they started. Idempotent; later runs are refused. */
  close(): Promise<void>
}

export interface ToolHostSettings {
  /** Absolute; made if missing. */
  readonly workspace: string
  /** Absolute paths that no tool may see. */
  readonly masked: readonly string[]
  /** Absolute path of bwrap; null where it does not exist and commands run in the open. */
  readonly bwrap: string | null
  /** Largest picture that `read` gives, in bytes, where the line to the agent takes less than the vendors do. */
  readonly pictureBytes?: number
  /** Where PATH, HOME, LANG, LC_ALL, TERM, TZ and TMPDIR of commands come from; nothing else is passed on. */
  readonly environment?: Readonly<Record<string, string | undefined>>
}

/** Throws where the workspace can be neither opened nor made. */
export function createToolHost(settings: ToolHostSettings): ToolHost {
  const environment = commandEnvironment((name) => settings.environment?.[name], homedir())
  const tools = openTools({ ...settings, environment })
  const { handlers, results } = tools
  let closed = false

  return {
    async run(name, input, options) {
      if (closed) return { ok: false, error: 'The tools are shutting down.' }
      const handler = Object.hasOwn(handlers, name) ? handlers[name] : undefined
      const contract = handler && toolContracts[name as keyof typeof toolContracts]
      if (!contract) return { ok: false, error: `There is no tool named ${name.slice(0, 80)} here.` }
      const parsed = contract.input.safeParse(input)
      if (!parsed.success) {
        return { ok: false, error: `The input of ${name} is wrong: ${describeIssues(parsed.error)}` }
      }
      try {
        if (options.signal.aborted) throw new AppError('tool_failed', 'The call was stopped.')
        return {
          ok: true,
          output: await keepShort(await handler(parsed.data, options), { results, options }),
        }
      } catch (error) {
        if (options.signal.aborted) return { ok: false, error: 'The call was stopped.' }
        return { ok: false, error: describeProblem(error, subjectOf(parsed.data)) }
      }
    },
    async close() {
      if (closed) return
      closed = true
      await tools.close()
    },
  }
}

/** No tool gives more than this as its result, whatever it is: the whole goes to a file. */
async function keepShort(
  output: unknown,
  { results, options }: { results: Results; options: ToolRunOptions },
): Promise<unknown> {
  // A picture keeps to a limit of its own.
  if (takePicture(output).picture) return output
  const json = JSON.stringify(output)
  if (json.length <= OUTPUT_LIMIT) return output
  return capOutput(output, TOOL_TEXT_LIMIT, await results.keep(json, options.clean))
}

function subjectOf(input: unknown): string {
  const path = (input as { path?: string }).path
  return path === undefined ? 'The program' : JSON.stringify(path.slice(0, 200))
}
