import { createHash } from 'node:crypto'
import type { ModelTarget } from '#protocol/agent-rpc.ts'
import type { Phrase } from '#protocol/chat/language.ts'
import type { Config } from '#protocol/config.ts'
import { VENDORS, type Vendor } from '#protocol/models/catalog.ts'
import type { ModelReference } from '#protocol/models/reference.ts'
import type { Discovery } from './discover.ts'

export interface Surroundings {
  readonly config: Config
  readonly env: (name: string) => string | undefined
  readonly discovery: Pick<Discovery, 'models' | 'url'>
  /** The keys of a provider that were given to the running gateway. */
  readonly keys: (provider: string) => readonly string[]
}

export const findVendor = (provider: string): Vendor | undefined =>
  VENDORS.find((vendor) => vendor.provider === provider)

export type KeySource = 'credentials' | 'config' | 'environment'

/**
 * The keys of a provider, the first one to be used first: those that were given by hand, then the
 * configuration's own; where there is none of these, the vendor's variable in the environment.
 */
export function listKeys(
  provider: string,
  { config, env, keys }: Surroundings,
): { key: string; source: KeySource }[] {
  const { apiKey, apiKeys = [] } = config.providers[provider] ?? {}
  const configured = [apiKey, ...apiKeys].filter((key) => key !== undefined && key !== '') as string[]
  const own = [
    ...keys(provider).map((key) => ({ key, source: 'credentials' as const })),
    ...configured.map((key) => ({ key, source: 'config' as const })),
  ]
  const distinct = own.filter(({ key }, place) => own.findIndex((other) => other.key === key) === place)
  if (distinct.length > 0) return distinct
  const fromEnvironment = (findVendor(provider)?.keyVariables ?? []).map(env).find((key) => key)
  return fromEnvironment ? [{ key: fromEnvironment, source: 'environment' }] : []
}

export const findKey = (provider: string, surroundings: Surroundings): string | undefined =>
  listKeys(provider, surroundings)[0]?.key

/** Everything that an agent needs to call a model. Holds the key: for agents only, never for a client. */
export function toTarget(model: ModelReference, surroundings: Surroundings): ModelTarget {
  const settings = surroundings.config.providers[model.provider]
  const vendor = findVendor(model.provider)
  // Ollama's own package knows the address.
  const ownUrl = vendor?.api === 'openai-compatible' ? vendor.localUrl : undefined
  const baseUrl = settings?.baseUrl ?? ownUrl
  const apiKey = findKey(model.provider, surroundings)
  return {
    reference: model.reference,
    api: settings?.api ?? vendor?.api ?? 'openai-compatible',
    provider: model.provider,
    modelId: model.model,
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(settings?.headers === undefined ? {} : { headers: settings.headers }),
    ...(settings?.input === undefined ? {} : { input: settings.input }),
    ...(settings?.contextTokens === undefined ? {} : { contextTokens: settings.contextTokens }),
    ...(settings?.reasoning === undefined ? {} : { reasoning: settings.reasoning }),
  }
}

/**
 * The same once for each key of its provider. Conversations are spread over the keys, and each keeps to
 * one while that answers, because vendors keep what they have cached by account.
 */
export function toTargets(
  model: ModelReference,
  { surroundings, sessionId }: { surroundings: Surroundings; sessionId: string },
): ModelTarget[] {
  const target = toTarget(model, surroundings)
  const keys = listKeys(model.provider, surroundings).map(({ key }) => key)
  if (keys.length < 2) return [target]
  const start = createHash('sha256').update(sessionId).digest().readUInt16BE(0) % keys.length
  return [...keys.slice(start), ...keys.slice(0, start)].map((apiKey) => ({
    ...target,
    apiKey,
    keyId: createHash('sha256').update(apiKey).digest('hex').slice(0, 8),
  }))
}

const NEEDS_KEY: ReadonlySet<ModelTarget['api']> = new Set([
  'anthropic',
  'openai',
  'google',
  'alibaba',
  'deepseek',
])

/** Why a model can't answer now and what to do about it, in one sentence; null where it can. */
export const findProblem = (target: ModelTarget, surroundings: Surroundings): string | null =>
  phraseProblem(target, surroundings)?.en ?? null

/** The same in both languages. */
export function phraseProblem(target: ModelTarget, { discovery }: Surroundings): Phrase | undefined {
  const { provider, api, modelId } = target
  if (NEEDS_KEY.has(api) && target.apiKey === undefined) return phraseMissingKey(provider)
  if (api === 'openai-compatible' && target.baseUrl === undefined) {
    return {
      en: `Set providers.${provider}.baseUrl in openclaw.json to the address of the server.`,
      zh: `请在 openclaw.json 的 providers.${provider}.baseUrl 里填写服务器地址。`,
    }
  }
  if (api === 'ollama' && provider === 'ollama') return phraseOllama(modelId, discovery)
  const localUrl = discovery.url(provider)
  return localUrl !== undefined && target.baseUrl === localUrl ? phraseServer(target, discovery) : undefined
}

function phraseMissingKey(provider: string): Phrase {
  const variable = findVendor(provider)?.keyVariables[0]
  const setting = `providers.${provider}.apiKey`
  const command = `openclaw models key ${provider}`
  return variable
    ? {
        en: `Give a key: ${command}. Or set ${variable} in the environment and start OpenClaw again, or set ${setting} in openclaw.json.`,
        zh: `请提供密钥：${command}；或设置环境变量 ${variable} 后重新启动 OpenClaw；或在 openclaw.json 里设置 ${setting}。`,
      }
    : {
        en: `There is no key for ${provider}. Give one: ${command}. Or set ${setting} in openclaw.json.`,
        zh: `${provider} 没有密钥。请提供：${command}；或在 openclaw.json 里设置 ${setting}。`,
      }
}

function phraseServer(
  { provider, modelId }: ModelTarget,
  discovery: Surroundings['discovery'],
): Phrase | undefined {
  const title = findVendor(provider)?.title ?? provider
  const models = discovery.models(provider)
  if (models === null) {
    const url = discovery.url(provider)
    return {
      en: `${title} does not answer at ${url}. Start its server.`,
      zh: `${title} 在 ${url} 没有响应，请启动它。`,
    }
  }
  if (models.includes(modelId)) return undefined
  return {
    en: `${title} does not have ${modelId}; it has ${models.join(', ')}.`,
    zh: `${title} 没有 ${modelId}，它有：${models.join('、')}。`,
  }
}

function phraseOllama(modelId: string, discovery: Surroundings['discovery']): Phrase | undefined {
  const models = discovery.models()
  if (models === null) {
    const url = discovery.url()
    return {
      en: `Ollama does not answer at ${url}. Start it with: ollama serve`,
      zh: `Ollama 在 ${url} 没有响应，请用 ollama serve 启动它。`,
    }
  }
  const present = models.includes(modelId) || models.includes(`${modelId}:latest`)
  if (present) return undefined
  return {
    en: `Ollama does not have ${modelId} yet. Fetch it with: ollama pull ${modelId}`,
    zh: `Ollama 还没有 ${modelId}，请用 ollama pull ${modelId} 下载。`,
  }
}
