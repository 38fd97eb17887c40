import { AppError } from '#protocol/errors.ts'
import { type BoxReply, type BoxRequest, boxReply } from '#protocol/sandbox/wire.ts'
import { findTool } from '#protocol/tools.ts'
import type { ToolRunner } from '../../tools/tool-calls.ts'

type ToolResult = Awaited<ReturnType<ToolRunner['run']>>
type RunOptions = Parameters<ToolRunner['run']>[2]
type FileRequest<Request = Extract<BoxRequest, { type: 'put' | 'get' }>> = Request extends unknown
  ? Omit<Request, 'id'>
  : never

/** The agent's end of the line to a box. */
export interface BoxClient {
  /** Never rejects: what goes wrong is a sentence. */
  run(name: string, input: unknown, options: RunOptions): Promise<ToolResult>
  /** One piece of a file. Throws what the box says, or `sandbox_unavailable`. */
  file(request: FileRequest): Promise<unknown>
  receive(line: string): void
  /** The box is gone: every open call fails with this. */
  close(reason: string): void
  readonly ready: Promise<void>
  /** How many calls are under way. */
  open(): number
}

interface OpenCall {
  readonly tool: string | undefined
  readonly onOutput: RunOptions['onOutput']
  readonly settle: (result: ToolResult) => void
}

/** How much longer than it was given a command's answer may take, and how long any other call's. */
const GRACE_MS = 10_000
const CALL_LIMIT_MS = 60_000
const EXEC_DEFAULT_MS = 120_000
/** A call that was stopped is answered by then, or the box is broken. */
const STOP_LIMIT_MS = 5_000
const STOPPED = 'The call was stopped.'

/** `onBroken` is told when the box lies, and when it does not answer; who is told ends it. */
export function createBoxClient(options: {
  send: (line: string) => void
  onBroken: (reason: string) => void
  after: (ms: number, callback: () => void) => () => void
}): BoxClient {
  const { onBroken, after } = options
  const calls = new Map<number, OpenCall>()
  const readiness = Promise.withResolvers<void>()
  readiness.promise.catch(() => undefined)
  let nextId = 1
  let isReady = false
  let closed: string | undefined

  function begin(request: FileRequest | Omit<Extract<BoxRequest, { type: 'run' }>, 'id'>, call: OpenCall) {
    const id = nextId++
    calls.set(id, call)
    options.send(`${JSON.stringify({ ...request, id })}\n`)
    return id
  }

  function settle(id: number, result: ToolResult): void {
    const call = calls.get(id)
    calls.delete(id)
    call?.settle(result)
  }

  /** Takes what was said; returns what is wrong with it. */
  function take(reply: BoxReply): string | undefined {
    if (reply.type === 'ready') {
      if (isReady) return 'it said that it was ready twice'
      isReady = true
      readiness.resolve()
      return undefined
    }
    const call = calls.get(reply.id)
    if (!call) return 'it answered what nobody asked'
    if (reply.type === 'output') call.onOutput?.(reply.stdout, reply.stderr)
    else if (reply.type === 'failed') settle(reply.id, { ok: false, error: plain(reply.error) })
    else {
      const output =
        call.tool === undefined ? { success: true, data: reply.output } : check(call.tool, reply.output)
      if (!output.success) return 'its answer is not what the tool gives'
      settle(reply.id, { ok: true, output: output.data })
    }
    return undefined
  }

  function read(line: string): string | undefined {
    try {
      const parsed = boxReply.safeParse(JSON.parse(line))
      return parsed.success ? take(parsed.data) : 'it does not speak as it should'
    } catch {
      return 'it does not speak as it should'
    }
  }

  return {
    ready: readiness.promise,
    open: () => calls.size,
    run(name, input, { signal, onOutput }) {
      if (closed !== undefined) return Promise.resolve({ ok: false, error: closed })
      if (signal.aborted) return Promise.resolve({ ok: false, error: STOPPED })
      return new Promise((resolve) => {
        const cancel = after(limitOf(name, input), () => onBroken(`it did not answer ${name} in time`))
        let cancelStop = () => {}
        const id = begin(
          { type: 'run', tool: name, input },
          {
            tool: name,
            onOutput,
            settle(result) {
              cancel()
              cancelStop()
              signal.removeEventListener('abort', stop)
              resolve(signal.aborted ? { ok: false, error: STOPPED } : result)
            },
          },
        )
        function stop(): void {
          options.send(`${JSON.stringify({ type: 'stop', id })}\n`)
          cancelStop = after(STOP_LIMIT_MS, () => onBroken('it did not stop a call'))
        }
        signal.addEventListener('abort', stop, { once: true })
      })
    },
    async file(request) {
      if (closed !== undefined) throw new AppError('sandbox_unavailable', closed)
      const result = await new Promise<ToolResult>((resolve) => {
        const cancel = after(CALL_LIMIT_MS, () => onBroken('it did not answer in time'))
        begin(request, {
          tool: undefined,
          onOutput: undefined,
          settle(given) {
            cancel()
            resolve(given)
          },
        })
      })
      if (!result.ok) throw new AppError('tool_failed', result.error)
      return result.output
    },
    receive(line) {
      if (closed !== undefined) return
      const problem = read(line)
      if (problem !== undefined) onBroken(problem)
    },
    close(reason) {
      closed ??= reason
      readiness.reject(new AppError('sandbox_unavailable', closed))
      for (const id of [...calls.keys()]) settle(id, { ok: false, error: closed })
    },
  }
}

function check(tool: string, output: unknown): { success: boolean; data?: unknown } {
  return findTool(tool)?.output.safeParse(output) ?? { success: false }
}

function limitOf(name: string, input: unknown): number {
  const asked = Reflect.get(Object(input), 'timeoutMs')
  if (typeof asked === 'number') return asked + GRACE_MS
  return name === 'exec' ? EXEC_DEFAULT_MS + GRACE_MS : CALL_LIMIT_MS
}

/** Words out of a box reach people and models: no control characters. */
function plain(text: string): string {
  return text.replace(/(?![\n\t])\p{Cc}/gu, '')
}
