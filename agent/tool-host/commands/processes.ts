import type { ToolTerms } from '#protocol/agent-rpc.ts'
import { AppError } from '#protocol/errors.ts'
import { BACKGROUND_LIMIT_MS } from '#protocol/tools/commands.ts'
import { TOOL_TEXT_LIMIT, type ToolInput, type ToolOutput } from '#protocol/tools.ts'
import { createOutputText, PRINT_LIMIT, PRINTED_TOO_MUCH, shareLimit } from './output.ts'
import type { StartCommand, Started } from './start.ts'
import { cannotStart } from './start-problems.ts'

/** Most background commands at once, and most ended ones that are remembered. */
const RUNNING_LIMIT = 16
const ENDED_LIMIT = 32

/** Commands that go on beside the conversation. They end with their conversation, or with this process. */
export interface Processes {
  start(input: ToolInput<'exec'>, options: { terms: ToolTerms; owner: string }): Promise<ToolOutput<'exec'>>
  /** `owner`: the conversation that asks; it sees and reaches its own only. */
  handle(
    input: ToolInput<'process'>,
    options: { owner: string; signal: AbortSignal },
  ): Promise<ToolOutput<'process'>>
  close(): Promise<void>
}

type State = ToolOutput<'process'>['processes'][number]

interface Background extends Started {
  readonly id: string
  readonly owner: string
  readonly argv: readonly string[]
  readonly begunAt: number
  endedAt: number | undefined
  exitCode: number | null
  signal: string | null
  stdout: ReturnType<typeof createOutputText>
  stderr: ReturnType<typeof createOutputText>
  /** Resolves when there is something to tell. */
  news: PromiseWithResolvers<void>
  readonly ended: Promise<void>
}

export function createProcesses(deps: {
  start: StartCommand
  /** Ends with this process: an id of an earlier one is told apart. */
  boot: string
  now?: () => number
}): Processes {
  const now = deps.now ?? (() => performance.now())
  const all = new Map<string, Background>()
  let made = 0

  const isRunning = ({ endedAt }: Background) => endedAt === undefined

  function forgetOld(): void {
    const ended = [...all.values()].filter((one) => !isRunning(one))
    for (const { id } of ended.slice(0, Math.max(0, ended.length - ENDED_LIMIT))) all.delete(id)
  }

  function get(id: string | undefined, owner: string): Background {
    if (id === undefined) throw new AppError('bad_request', 'Name the processId. Use list to see them.')
    const found = all.get(id)
    if (found?.owner === owner) return found
    const isEarlier = /^p\d+-[0-9a-f]+$/.test(id) && !id.endsWith(`-${deps.boot}`)
    throw new AppError(
      'not_found',
      isEarlier
        ? `${id} has ended: the agent process that ran it was restarted, and its output is gone.`
        : `There is no background command ${id.slice(0, 80)} in this conversation. Use list to see them.`,
    )
  }

  function watch(started: Started, input: ToolInput<'exec'>, owner: string): Background {
    made += 1
    const { child } = started
    const { promise: ended, resolve: markEnded } = Promise.withResolvers<void>()
    const one: Background = {
      ...started,
      id: `p${made}-${deps.boot}`,
      owner,
      argv: input.argv,
      begunAt: now(),
      endedAt: undefined,
      exitCode: null,
      signal: null,
      stdout: createOutputText(TOOL_TEXT_LIMIT),
      stderr: createOutputText(TOOL_TEXT_LIMIT),
      news: Promise.withResolvers<void>(),
      ended,
    }
    const limit = setTimeout(started.end, input.timeoutMs ?? BACKGROUND_LIMIT_MS)
    let bytes = 0
    const collect = (name: 'stdout' | 'stderr') =>
      child[name]?.on('data', (chunk: Buffer) => {
        if (bytes > PRINT_LIMIT) return
        bytes += chunk.length
        one.news.resolve()
        if (bytes <= PRINT_LIMIT) return one[name].push(chunk)
        one.stderr.push(PRINTED_TOO_MUCH)
        started.end()
      })
    collect('stdout')
    collect('stderr')
    // A program that has closed its input is no error of ours.
    child.stdin?.on('error', () => undefined)
    const close = (exitCode: number | null, signal: string | null) => {
      if (!isRunning(one)) return
      clearTimeout(limit)
      Object.assign(one, { endedAt: now(), exitCode, signal })
      started.end()
      one.news.resolve()
      markEnded()
    }
    child.once('error', () => close(null, null))
    child.once('exit', close)
    all.set(one.id, one)
    forgetOld()
    return one
  }

  function describe(one: Background): State {
    const { id, argv, exitCode, signal, begunAt, endedAt } = one
    return {
      processId: id,
      argv: [...argv],
      state: isRunning(one) ? 'running' : 'ended',
      exitCode,
      signal,
      durationMs: Math.round((endedAt ?? now()) - begunAt),
    }
  }

  /** What was printed since it was last looked at. */
  function takeOutput(one: Background): Pick<ToolOutput<'process'>, 'stdout' | 'stderr' | 'truncated'> {
    const { stdout, stderr } = one
    stdout.finish()
    stderr.finish()
    const [left, right] = shareLimit(stdout.length, stderr.length, TOOL_TEXT_LIMIT)
    const taken = {
      stdout: stdout.cut(left),
      stderr: stderr.cut(right),
      truncated: stdout.length + stderr.length > TOOL_TEXT_LIMIT,
    }
    one.stdout = createOutputText(TOOL_TEXT_LIMIT)
    one.stderr = createOutputText(TOOL_TEXT_LIMIT)
    if (isRunning(one)) one.news = Promise.withResolvers<void>()
    return taken
  }

  async function end(some: readonly Background[]): Promise<void> {
    const running = some.filter(isRunning)
    for (const one of running) one.end()
    await Promise.all(running.map((one) => one.ended))
  }

  const silent = { stdout: '', stderr: '', truncated: false }

  return {
    async start(input, { terms, owner }) {
      if ([...all.values()].filter(isRunning).length >= RUNNING_LIMIT) {
        throw new AppError('too_many', `${RUNNING_LIMIT} commands run in the background. End one first.`)
      }
      const begun = now()
      const started = await deps.start(input, { terms, stdin: 'pipe' })
      await new Promise<void>((resolve, reject) => {
        started.child.once('spawn', resolve)
        started.child.once('error', (error) => reject(cannotStart(error, input)))
      })
      const { id: processId } = watch(started, input, owner)
      const result = { exitCode: null, signal: null, ...silent, timedOut: false }
      return { ...result, durationMs: Math.round(now() - begun), processId }
    },

    async handle({ action, processId, text, waitMs = 0 }, { owner, signal }) {
      const own = [...all.values()].filter((one) => one.owner === owner)
      if (action === 'list') return { processes: own.map(describe), ...silent }
      if (action === 'kill' && processId === EVERY_PROCESS) {
        await end(own)
        return { processes: own.map(describe), ...silent }
      }
      const one = get(processId, owner)
      if (action === 'kill') await end([one])
      if (action === 'input') {
        if (!isRunning(one)) throw new AppError('bad_request', `${one.id} has ended: it takes no more input.`)
        one.child.stdin?.write(`${text ?? ''}\n`)
      }
      if (action === 'poll' && isRunning(one)) await waitFor(one.news.promise, waitMs, signal)
      return { processes: [describe(one)], ...takeOutput(one) }
    },

    close: () => end([...all.values()]),
  }
}

/** For `kill`: every background command of the conversation. */
export const EVERY_PROCESS = 'all'

/** Until the news come, the time is over, or the call is stopped. */
async function waitFor(news: Promise<void>, ms: number, signal: AbortSignal): Promise<void> {
  if (ms === 0 || signal.aborted) return
  const over = Promise.withResolvers<void>()
  const timer = setTimeout(over.resolve, ms)
  signal.addEventListener('abort', () => over.resolve(), { once: true })
  await Promise.race([news, over.promise])
  clearTimeout(timer)
}
