import type { ChildProcess } from 'node:child_process'
import type { ToolTerms } from '#protocol/agent-rpc.ts'
import { EXEC_TIMEOUT_DEFAULT_MS } from '#protocol/tools/commands.ts'
import { TOOL_TEXT_LIMIT, type ToolInput, type ToolOutput } from '#protocol/tools.ts'
import { RESULT_LIMIT, type Results } from '../results.ts'
import { createOutputText, type OutputText, PRINT_LIMIT, PRINTED_TOO_MUCH, shareLimit } from './output.ts'
import type { StartCommand, Started } from './start.ts'
import { cannotStart, guardFailure, MountGone, stopped } from './start-problems.ts'

/** How long output may still come after the command itself has ended (a child holds the pipe), in milliseconds. */
const DRAIN_MS = 300
/** Live output: at most this often (milliseconds), at most this much (characters). */
const LIVE_MS = 100
const LIVE_LIMIT = 10_000
/** How often a guard is tried that met a mount on its way out. */
const GUARD_TRIES = 3

export interface Commands {
  run(
    input: ToolInput<'exec'>,
    options: {
      signal: AbortSignal
      onOutput?: ((stdout: string, stderr: string) => void) | undefined
      terms: ToolTerms
      /** Takes secrets out of what is kept in a file. */
      clean?: ((text: string) => Promise<string>) | undefined
    },
  ): Promise<ToolOutput<'exec'>>
  /** Ends every running command with all that it started. */
  close(): Promise<void>
}

/** Runs commands to their end. */
export function createCommands(deps: { start: StartCommand; guarded: boolean; results: Results }): Commands {
  const { guarded, results } = deps
  const running = new Map<() => void, Promise<unknown>>()
  let closed = false

  const tryOnce: Commands['run'] = async (input, { signal, onOutput, terms, clean }) => {
    if (signal.aborted) throw stopped()
    const begun = performance.now()
    const started = await deps.start(input, { terms, stdin: 'ignore' })
    const { end } = started
    // Stopped while it was looked at what is to run.
    if (signal.aborted || closed) end()
    const keep = (text: string) => results.keep(text, clean)
    const result = follow(started, { input, signal, onOutput, begun, guarded, keep })
    running.set(end, result)
    const forget = () => running.delete(end)
    result.then(forget, forget)
    return result
  }

  return {
    async run(input, options) {
      for (let tries = 1; ; tries += 1) {
        try {
          return await tryOnce(input, options)
        } catch (error) {
          if (!(error instanceof MountGone) || tries === GUARD_TRIES) throw error
        }
      }
    },
    async close() {
      closed = true
      const open = [...running]
      for (const [end] of open) end()
      await Promise.allSettled(open.map(([, result]) => result))
    },
  }
}

function follow(
  { child, end, hasBegun }: Started,
  run: {
    input: ToolInput<'exec'>
    signal: AbortSignal
    onOutput: ((stdout: string, stderr: string) => void) | undefined
    begun: number
    guarded: boolean
    /** Keeps the whole of a text that is cut, and names its file. */
    keep: (text: string) => Promise<string | undefined>
  },
): Promise<ToolOutput<'exec'>> {
  const stdout = createOutputText(TOOL_TEXT_LIMIT, RESULT_LIMIT)
  const stderr = createOutputText(TOOL_TEXT_LIMIT, RESULT_LIMIT)
  const report = throttle(() => run.onOutput?.(stdout.cut(LIVE_LIMIT), stderr.cut(LIVE_LIMIT)))
  let bytes = 0
  let timedOut = false
  let tooMuch = false

  const collect = (stream: ChildProcess['stdout'], text: OutputText) =>
    stream?.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (tooMuch) return
      if (bytes > PRINT_LIMIT) {
        tooMuch = true
        stderr.push(PRINTED_TOO_MUCH)
        return end()
      }
      text.push(chunk)
      if (run.onOutput) report.soon()
    })
  collect(child.stdout, stdout)
  collect(child.stderr, stderr)

  const timer = setTimeout(() => {
    timedOut = true
    end()
  }, run.input.timeoutMs ?? EXEC_TIMEOUT_DEFAULT_MS)
  run.signal.addEventListener('abort', end)

  const show = async (text: OutputText, shown: number) =>
    text.cut(shown, text.length > shown ? await run.keep(text.start()) : undefined)

  return new Promise<ToolOutput<'exec'>>((resolve, reject) => {
    let drain: NodeJS.Timeout | undefined
    child.once('error', (error) => reject(cannotStart(error, run.input)))
    child.once('exit', () => {
      // What the command left behind ends with it, also where it was not stopped. (The guard sees to it.)
      if (!run.guarded) end()
      drain = setTimeout(() => {
        for (const stream of child.stdio) stream?.destroy()
      }, DRAIN_MS)
    })
    child.once('close', async (exitCode, signal) => {
      clearTimeout(drain)
      clearTimeout(timer)
      const durationMs = Math.round(performance.now() - run.begun)
      if (run.signal.aborted) return reject(stopped())
      stdout.finish()
      stderr.finish()
      if (exitCode === 1 && !hasBegun()) {
        const failure = guardFailure(stderr.cut(1_000), run.input)
        if (failure) return reject(failure)
      }
      const [left, right] = shareLimit(stdout.length, stderr.length, TOOL_TEXT_LIMIT)
      const truncated = stdout.length + stderr.length > TOOL_TEXT_LIMIT || tooMuch
      const texts = { stdout: await show(stdout, left), stderr: await show(stderr, right) }
      resolve({ exitCode, signal, ...texts, truncated, timedOut, durationMs })
    })
  }).finally(() => {
    clearTimeout(timer)
    report.stop()
    run.signal.removeEventListener('abort', end)
  })
}

/** Calls at most once per LIVE_MS, and never after `stop`. */
function throttle(call: () => void): { soon(): void; stop(): void } {
  let timer: NodeJS.Timeout | undefined
  return {
    soon() {
      timer ??= setTimeout(() => {
        timer = undefined
        call()
      }, LIVE_MS)
    },
    stop: () => clearTimeout(timer),
  }
}
