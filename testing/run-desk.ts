import type { gatewayMethods, gatewayNotices, ModelTarget, RunStart } from '#protocol/agent-rpc.ts'
import { applyChunk } from '#protocol/chat/assemble.ts'
import type { ChatChunk, ChatMessage } from '#protocol/messages.ts'
import type { RpcPeer } from '#protocol/rpc-peer.ts'
import { TOOL_NAMES } from '#protocol/tools.ts'

type Gateway = Pick<RpcPeer<typeof gatewayMethods, typeof gatewayNotices>, 'request' | 'notify'>
type Decision = { decision: 'allow' } | { decision: 'deny'; rule: string; reason: string }

export interface EndedRun {
  status: string
  error?: { code: string; message: string; retryAfterMs?: number }
  errorInChinese?: string
  model: string | null
}

/**
 * The gateway's side of one run, in memory: starts the run with itself as the gateway, notes what it is
 * asked, decides tool calls (allows them unless told otherwise) and builds the message from the chunks.
 */
export function startRunDesk<R extends { done: Promise<void> }>(
  start: (run: RunStart, gateway: Gateway) => R,
  options: {
    models: ModelTarget[]
    decide?: ((tool: string) => Promise<Decision>) | undefined
    deadline?: number | undefined
    said?: string | undefined
  },
) {
  const asked: { method: string; params: Record<string, unknown> }[] = []
  const message: ChatMessage = { id: 'answer', role: 'assistant', parts: [] }
  const ends: EndedRun[] = []
  const tried: object[] = []
  const watchers: (() => void)[] = []
  const changed = () => {
    for (const look of watchers) look()
  }
  const gateway = {
    async request(method: string, params: Record<string, unknown>) {
      asked.push({ method, params })
      changed()
      if (method === 'tool.begin')
        return (await options.decide?.(String(params.tool))) ?? { decision: 'allow' }
      if (method === 'tool.run') return { output: { memories: [] } }
      if (method === 'run.end') ends.push(params as unknown as EndedRun)
      return {}
    },
    notify(method: string, params: { chunks?: ChatChunk[] }) {
      if (method === 'model.tried') {
        tried.push(params)
        changed()
      }
      if (method !== 'run.chunks') return
      for (const chunk of params.chunks ?? []) applyChunk(message, chunk)
      changed()
    },
  } as unknown as Gateway
  const run = start(
    {
      runId: 'run',
      sessionId: 'session',
      epoch: 3,
      messageId: 'answer',
      models: options.models,
      messages: [{ id: 'u', role: 'user', parts: [{ type: 'text', text: options.said ?? 'go' }] }],
      trusted: true,
      tools: TOOL_NAMES,
      deadline: options.deadline ?? Date.now() + 60_000,
      context: { now: 0, timeZone: 'UTC', sessionTitle: 'Test', channel: 'web' },
    },
    gateway,
  )
  return {
    run,
    asked,
    message,
    /** What the gateway heard of model calls that failed. */
    tried,
    methods: () => asked.map(({ method }) => method),
    words: () => message.parts.map((part) => (part.type === 'text' ? part.text : '')).join(''),
    until: (condition: () => boolean) =>
      new Promise<void>((resolve) => {
        const look = () => condition() && resolve()
        watchers.push(look)
        look()
      }),
    /** How the run ended; throws where it ended not exactly once. */
    async end(): Promise<EndedRun> {
      await run.done
      const [ended] = ends
      if (!ended || ends.length > 1) throw new Error(`The run ended ${ends.length} times.`)
      return ended
    },
  }
}
