import * as z from 'zod'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'

/** Where Ollama listens unless it is told otherwise (docs.ollama.com/faq). */
export const OLLAMA_URL = 'http://127.0.0.1:11434'
/** A server on this machine that takes longer than this is as good as absent (milliseconds). */
const PROBE_TIMEOUT_MS = 300
/** What was seen this recently is not asked again (milliseconds). */
const FRESH_MS = 2_000

const tags = z.object({
  models: z
    .array(
      z.object({
        name: z.string().min(1).max(200),
        details: z.looseObject({ family: z.string() }).optional(),
      }),
    )
    .max(1_000),
})

export interface Discovery {
  /** The chat models that Ollama had at the last look; null where nothing answered. */
  models(): readonly string[] | null
  /** Looks again unless it just did; true for the one caller whose look found a change. Never rejects. */
  refresh(): Promise<boolean>
  /** Where it looks. */
  url(): string
  stop(): void
}

/**
 * Looks for an Ollama whenever it is asked to (the start is the first time), never by itself: an idle
 * gateway stays idle. `baseUrl` is the configuration's; its default is loopback.
 */
export function startDiscovery(deps: {
  clock: Clock
  log: Pick<Log, 'info' | 'debug'>
  baseUrl?: () => string | undefined
  fetch?: typeof fetch
}): Discovery {
  const { clock, log, baseUrl, fetch: request = fetch } = deps
  const stopping = new AbortController()
  let found: { url: string; models: readonly string[] | null } | undefined
  let lookedAt = Number.NEGATIVE_INFINITY
  let looking: Promise<boolean> | undefined

  const url = (): string =>
    (baseUrl?.() ?? OLLAMA_URL).replace(/(?<!\/)\/+$/, '').replace(/\/(?:api|v1)$/, '')

  async function look(): Promise<boolean> {
    const address = url()
    const models = await listModels(address)
    lookedAt = clock.now()
    const before = found?.url === address ? (found.models ?? null) : null
    found = { url: address, models }
    const changed = JSON.stringify(before) !== JSON.stringify(models)
    if (changed) {
      log.info(models ? `Ollama at ${address} has ${models.length} models.` : `No Ollama at ${address}.`)
    }
    return changed
  }

  async function listModels(address: string): Promise<readonly string[] | null> {
    const late = new AbortController()
    const cancel = clock.after(PROBE_TIMEOUT_MS, () => late.abort())
    try {
      const signal = AbortSignal.any([late.signal, stopping.signal])
      const response = await request(`${address}/api/tags`, { signal, redirect: 'error' })
      if (!response.ok) return null
      const parsed = tags.safeParse(await response.json())
      return parsed.success ? parsed.data.models.filter(canChat).map((model) => model.name) : null
    } catch (error) {
      log.debug(`Ollama does not answer at ${address}.`, { error })
      return null
    } finally {
      cancel()
    }
  }

  async function refresh(): Promise<boolean> {
    const fresh = found?.url === url() && clock.now() - lookedAt < FRESH_MS
    if (stopping.signal.aborted || fresh) return false
    if (looking) return looking.then(() => false)
    looking = look().finally(() => {
      looking = undefined
    })
    return looking
  }

  return {
    models: () => (found?.url === url() ? found.models : null),
    refresh,
    url,
    stop: () => stopping.abort(),
  }
}

/** Embedding models are listed too, and can't answer. */
function canChat(model: z.infer<typeof tags>['models'][number]): boolean {
  return !/embed|bge-|minilm/i.test(model.name) && !/bert/i.test(model.details?.family ?? '')
}
