import type * as z from 'zod'
import { type RpcEnvelope, rpcEnvelope } from './agent-rpc.ts'
import { AppError, fromShape, toAppError } from './errors.ts'

/** `method name → schemas`, as in agent-rpc.ts. */
export type MethodTable = Record<string, { params: z.ZodType; result: z.ZodType }>
export type NoticeTable = Record<string, z.ZodType>

type Params<T extends MethodTable, M extends keyof T> = z.infer<T[M]['params']>
type Result<T extends MethodTable, M extends keyof T> = z.infer<T[M]['result']>

/** One function per method that this side serves. Thrown errors travel as their AppError shape. */
export type MethodHandlers<T extends MethodTable> = {
  [M in keyof T]: (params: Params<T, M>) => Promise<Result<T, M>> | Result<T, M>
}
export type NoticeHandlers<T extends NoticeTable> = { [N in keyof T]: (params: z.infer<T[N]>) => void }

export interface RpcPeer<Remote extends MethodTable, RemoteNotices extends NoticeTable> {
  /** Asks the other side. Rejects with an AppError: the one sent, or `agent_crashed` when the line closes. */
  request<M extends keyof Remote & string>(method: M, params: Params<Remote, M>): Promise<Result<Remote, M>>
  notify<N extends keyof RemoteNotices & string>(method: N, params: z.infer<RemoteNotices[N]>): void
  /** Takes one raw envelope from the line. Never throws. */
  receive(raw: unknown): void
  /** The line is gone: every open request rejects. */
  close(reason: string): void
}

/**
 * Correlates requests and answers over any line that keeps messages whole and in order. Everything
 * that comes in is parsed; what does not parse is reported to `onBadMessage` and dropped.
 */
export function createRpcPeer<
  Local extends MethodTable,
  LocalNotices extends NoticeTable,
  Remote extends MethodTable,
  RemoteNotices extends NoticeTable,
>(options: {
  send: (envelope: RpcEnvelope) => void
  serves: {
    methods: Local
    handlers: MethodHandlers<Local>
    notices: LocalNotices
    onNotice: NoticeHandlers<LocalNotices>
  }
  calls: { methods: Remote; notices: RemoteNotices }
  onBadMessage: (problem: string) => void
}): RpcPeer<Remote, RemoteNotices> {
  const { send, serves, calls, onBadMessage } = options
  const open = new Map<
    number,
    { method: string; resolve: (value: unknown) => void; reject: (error: AppError) => void }
  >()
  let nextId = 1
  let closedBecause: string | undefined

  async function serve(id: number, method: string, params: unknown): Promise<void> {
    try {
      const contract = Object.hasOwn(serves.methods, method) ? serves.methods[method] : undefined
      const handler = serves.handlers[method]
      if (!contract || !handler)
        throw new AppError('unknown_method', `There is no method ${method.slice(0, 80)}.`)
      const result = contract.result.parse(await handler(contract.params.parse(params) as never))
      reply({ kind: 'response', id, ok: true, result })
    } catch (cause) {
      reply({ kind: 'failure', id, error: toAppError(cause).toShape() })
    }
  }

  /** Some of what a notice holds is known by its shape only where it is used. */
  function hear(method: string, params: unknown): void {
    try {
      serves.onNotice[method]?.(params as never)
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      onBadMessage(`a notice ${method} that could not be used: ${reason}`)
    }
  }

  function reply(envelope: RpcEnvelope): void {
    if (closedBecause === undefined) send(envelope)
  }

  return {
    request(method, params) {
      if (closedBecause !== undefined) return Promise.reject(new AppError('agent_crashed', closedBecause))
      const id = nextId++
      return new Promise((resolve, reject) => {
        open.set(id, { method, resolve: resolve as (value: unknown) => void, reject })
        send({ kind: 'request', id, method, params })
      })
    },
    notify(method, params) {
      if (closedBecause === undefined) send({ kind: 'notice', method, params })
    },
    receive(raw) {
      const parsed = rpcEnvelope.safeParse(raw)
      if (!parsed.success) return onBadMessage('an envelope that does not parse')
      const envelope = parsed.data
      if (envelope.kind === 'request') return void serve(envelope.id, envelope.method, envelope.params)
      if (envelope.kind === 'notice') {
        const schema = Object.hasOwn(serves.notices, envelope.method)
          ? serves.notices[envelope.method]
          : undefined
        const params = schema?.safeParse(envelope.params)
        if (!params?.success) return onBadMessage(`a bad notice ${envelope.method.slice(0, 80)}`)
        return hear(envelope.method, params.data)
      }
      const waiting = open.get(envelope.id)
      if (!waiting) return onBadMessage('an answer that nobody asked for')
      open.delete(envelope.id)
      if (envelope.kind === 'failure') return waiting.reject(fromShape(envelope.error))
      const result = calls.methods[waiting.method]?.result.safeParse(envelope.result)
      if (!result?.success)
        return waiting.reject(new AppError('internal', `A bad answer to ${waiting.method}.`))
      waiting.resolve(result.data)
    },
    close(reason) {
      closedBecause = reason
      for (const waiting of open.values()) waiting.reject(new AppError('agent_crashed', reason))
      open.clear()
    },
  }
}
