import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { KEPT_OPEN } from '../sockets/kept-open.ts'
import { createAnthropicWire } from './anthropic-wire.ts'
import { createGoogleWire } from './google-wire.ts'
import { createOllamaWire } from './ollama-wire.ts'
import { createOpenaiWire } from './openai-wire.ts'
import { answerJson, playTurn } from './play.ts'
import type { Turn } from './turn.ts'
import type { Usage, Wire, WireContext } from './wire.ts'

export type WireName = 'openai' | 'anthropic' | 'ollama' | 'google'

/** One model request as it came in. */
export interface VendorRequest {
  readonly wire: WireName
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** The parsed JSON body. */
  readonly body: Record<string, unknown>
  /** Settles when the answer is over: `sent` whole, `cut` by the script, or `left` by the client. */
  readonly outcome: Promise<'sent' | 'cut' | 'left'>
}

export interface ModelVendor {
  /** `http://127.0.0.1:<port>`: OpenAI and Anthropic live under `/v1`, Ollama under `/api`, Gemini under `/v1beta`. */
  readonly url: string
  /** Every model request so far, oldest first. */
  readonly requests: readonly VendorRequest[]
  /** The answers to come, in order; or a function that answers each request. Replaces the script before. */
  script(turns: readonly Turn[] | ((request: VendorRequest) => Turn)): void
  /** The model names of `GET /v1/models` and `GET /api/tags`. */
  setModels(names: readonly string[]): void
  /** The next request that comes in from now on. */
  nextRequest(): Promise<VendorRequest>
  /** Drops the recorded requests: for runs of many thousands. */
  forget(): void
  stop(): Promise<void>
}

const WIRES: Record<WireName, (context: WireContext) => Wire> = {
  openai: createOpenaiWire,
  anthropic: createAnthropicWire,
  ollama: createOllamaWire,
  google: createGoogleWire,
}

const NO_TURN = { error: { message: 'The script of the fake vendor has no turn for this request.' } }

/**
 * A model vendor on a free loopback port that speaks OpenAI chat completions, Anthropic messages and
 * Ollama (and Gemini). A request that the script has no turn for is answered 400 with a sentence that says so.
 */
export async function startModelVendor(): Promise<ModelVendor> {
  const requests: VendorRequest[] = []
  const waiting: ((request: VendorRequest) => void)[] = []
  let models: readonly string[] = ['test-model']
  let answer: (request: VendorRequest) => Turn | undefined = () => undefined
  let ids = 0

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    const wireName = request.method === 'POST' ? findWire(path) : undefined
    const body = await readJson(request)
    if (!wireName) {
      const { status, body: catalog } = describeModels(path, models)
      return answerJson(response, { status, body: catalog })
    }
    const left = new Promise<void>((resolve) => response.once('close', resolve))
    const ending = Promise.withResolvers<'sent' | 'cut' | 'left'>()
    const recorded: VendorRequest = {
      wire: wireName,
      path,
      headers: request.headers,
      body,
      outcome: ending.promise,
    }
    requests.push(recorded)
    for (const tell of waiting.splice(0)) tell(recorded)

    const turn = answer(recorded)
    void left.then(() =>
      ending.resolve(response.writableFinished ? 'sent' : isCut(turn ?? []) ? 'cut' : 'left'),
    )
    if (!turn) return answerJson(response, { status: 400, body: NO_TURN })
    const usage = countUsage(turn, body)
    const context = {
      model: String(body.model ?? 'test-model'),
      usage,
      nextId: (prefix: string) => `${prefix}_${++ids}`,
    }
    const stream = isStream(recorded)
    const wire = WIRES[wireName](context)
    await playTurn({ turn, wire, response, usage, stream, gone: left })
  }

  const server = createServer(KEPT_OPEN, (request, response) => {
    handle(request, response).catch((cause: unknown) => {
      response.destroy(cause instanceof Error ? cause : new Error(String(cause)))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    script(turns) {
      if (typeof turns === 'function') {
        answer = turns
        return
      }
      const left = [...turns]
      answer = () => left.shift()
    },
    setModels(names) {
      models = names
    },
    nextRequest: () => new Promise((resolve) => waiting.push(resolve)),
    forget() {
      requests.length = 0
    },
    stop() {
      return new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}

function findWire(path: string): WireName | undefined {
  if (path.endsWith('/chat/completions')) return 'openai'
  if (path.endsWith('/messages')) return 'anthropic'
  if (path.endsWith('/api/chat')) return 'ollama'
  if (/:(streamGenerate|generate)Content$/.test(path)) return 'google'
  return undefined
}

/** Ollama streams unless told not to; Google says it in the path. */
function isStream({ wire, path, body }: VendorRequest): boolean {
  if (wire === 'google') return path.endsWith(':streamGenerateContent')
  return wire === 'ollama' ? body.stream !== false : body.stream === true
}

function isCut(turn: Turn): boolean {
  return turn.some(
    (step) => step.type === 'cut' || (step.type === 'replay' && step.cutAfterBytes !== undefined),
  )
}

/** What the turn says it used; else about four characters a token in, one delta a token out. */
function countUsage(turn: Turn, body: unknown): Usage {
  const said = turn.find((step) => step.type === 'usage')
  if (said) return said
  const deltas = turn.map((step) =>
    step.type === 'text' || step.type === 'reasoning'
      ? step.deltas.length
      : step.type === 'tool-call'
        ? step.argumentPieces.length
        : 0,
  )
  return {
    inputTokens: Math.ceil(JSON.stringify(body).length / 4),
    outputTokens: deltas.reduce((sum, count) => sum + count, 0),
  }
}

/** What the catalogue routes answer. */
function describeModels(path: string, models: readonly string[]): { status: number; body: unknown } {
  if (path.endsWith('/models')) {
    const data = models.map((id) => ({ id, object: 'model', created: 1_760_000_000, owned_by: 'test' }))
    return { status: 200, body: { object: 'list', data } }
  }
  const details = { format: 'gguf', family: 'llama', parameter_size: '8.0B', quantization_level: 'Q4_0' }
  if (path === '/api/tags') {
    const file = { modified_at: '2026-01-01T00:00:00Z', size: 4_661_224_676, digest: 'f00d', details }
    return { status: 200, body: { models: models.map((name) => ({ name, model: name, ...file })) } }
  }
  if (path === '/api/show') {
    return { status: 200, body: { details, model_info: {}, capabilities: ['completion', 'tools'] } }
  }
  return { status: 404, body: { error: { message: `The fake vendor has no ${path}.` } } }
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  const raw = Buffer.concat(pieces).toString('utf8')
  return raw === '' ? {} : (JSON.parse(raw) as Record<string, unknown>)
}
