import * as z from 'zod'
import { VENDORS } from '#protocol/models/catalog.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'

/**
 * A server on this machine that takes longer than this is busy: what was seen there before still counts, and
 * where nothing was it is as good as absent (milliseconds).
 */
const PROBE_TIMEOUT_MS = 300
/** What was seen this recently is not asked again (milliseconds). */
const FRESH_MS = 2_000

/** Model servers that are looked for where they listen by default: on this machine, and nowhere else. */
const LOCAL_SERVERS = VENDORS.flatMap(({ provider, title, localUrl }) =>
  localUrl === undefined ? [] : [{ provider, title, url: localUrl }],
)

const name = z.string().min(1).max(200)
const ollamaTags = z.object({
  models: z.array(z.object({ name, details: z.looseObject({ family: z.string() }).optional() })).max(1_000),
})
const openaiList = z.object({
  object: z.literal('list'),
  data: z.array(z.looseObject({ id: name, object: z.literal('model') })).max(1_000),
})

type Servers = Readonly<Record<string, readonly string[] | null>>

export interface Discovery {
  /** The chat models that a server of this machine had at the last look; null where nothing answered there. */
  models(provider?: string): readonly string[] | null
  /** Looks again unless it just did; true for the one caller whose look found a change. Never rejects. */
  refresh(): Promise<boolean>
  /** Where it looks for a server; undefined where it looks for none of this name. */
  url(provider?: string): string | undefined
  stop(): void
}

/**
 * Looks for Ollama, LM Studio and llama.cpp whenever it is asked to (the start is the first time), never by
 * itself: an idle gateway stays idle. Only an Ollama that the configuration names may be elsewhere.
 */
export function startDiscovery(deps: {
  clock: Clock
  log: Pick<Log, 'info' | 'debug'>
  /** The address of an Ollama that the configuration names. */
  baseUrl?: () => string | undefined
  servers?: readonly { provider: string; title: string; url: string }[]
  fetch?: typeof fetch
}): Discovery {
  const { clock, log, baseUrl, servers = LOCAL_SERVERS, fetch: request = fetch } = deps
  const stopping = new AbortController()
  let found: { ollama: string | undefined; servers: Servers } | undefined
  let lookedAt = Number.NEGATIVE_INFINITY
  let looking: Promise<boolean> | undefined

  function url(provider = 'ollama'): string | undefined {
    const server = servers.find((candidate) => candidate.provider === provider)
    if (provider !== 'ollama') return server?.url
    const root = baseUrl?.() ?? server?.url
    return root?.replace(/(?<!\/)\/+$/, '').replace(/\/(?:api|v1)$/, '')
  }

  async function look(): Promise<boolean> {
    const ollama = url()
    const before = found?.ollama === ollama ? found?.servers : undefined
    const models = await Promise.all(
      servers.map(async ({ provider }) => {
        const listed = await listModels(provider)
        return [provider, listed === 'busy' ? (before?.[provider] ?? null) : listed] as const
      }),
    )
    lookedAt = clock.now()
    found = { ollama, servers: Object.fromEntries(models) }
    for (const { provider, title } of servers) {
      const now = found.servers[provider] ?? null
      if (JSON.stringify(before?.[provider] ?? null) === JSON.stringify(now)) continue
      const place = `${title} at ${url(provider)}`
      log.info(now ? `${place} has ${now.length} ${now.length === 1 ? 'model' : 'models'}.` : `No ${place}.`)
    }
    return JSON.stringify(before ?? {}, skipNull) !== JSON.stringify(found.servers, skipNull)
  }

  async function listModels(provider: string): Promise<readonly string[] | 'busy' | null> {
    const address = url(provider)
    if (address === undefined) return null
    const late = new AbortController()
    const cancel = clock.after(PROBE_TIMEOUT_MS, () => late.abort())
    try {
      const signal = AbortSignal.any([late.signal, stopping.signal])
      const path = provider === 'ollama' ? '/api/tags' : '/models'
      const response = await request(`${address}${path}`, { signal, redirect: 'error' })
      if (!response.ok) return null
      return readNames(provider, await response.json())
    } catch (error) {
      log.debug(`Nothing answers for ${provider} at ${address}.`, { error })
      return late.signal.aborted ? 'busy' : null
    } finally {
      cancel()
    }
  }

  async function refresh(): Promise<boolean> {
    const fresh = found !== undefined && found.ollama === url() && clock.now() - lookedAt < FRESH_MS
    if (stopping.signal.aborted || fresh) return false
    if (looking) return looking.then(() => false)
    looking = look().finally(() => {
      looking = undefined
    })
    return looking
  }

  return {
    models: (provider = 'ollama') =>
      provider === 'ollama' && found?.ollama !== url() ? null : (found?.servers[provider] ?? null),
    refresh,
    url,
    stop: () => stopping.abort(),
  }
}

/** A server that is not there is no change to one of which nothing was known. */
const skipNull = (_key: string, value: unknown): unknown => (value === null ? undefined : value)

function readNames(provider: string, answer: unknown): readonly string[] | null {
  if (provider === 'ollama') {
    const parsed = ollamaTags.safeParse(answer)
    return parsed.success ? parsed.data.models.filter(canChat).map((model) => model.name) : null
  }
  const parsed = openaiList.safeParse(answer)
  return parsed.success ? parsed.data.data.map(({ id }) => id).filter((id) => canChat({ name: id })) : null
}

/** Embedding models are listed too, and can't answer. */
function canChat(model: { name: string; details?: { family: string } | undefined }): boolean {
  return !/embed|bge-|minilm/i.test(model.name) && !/bert/i.test(model.details?.family ?? '')
}
