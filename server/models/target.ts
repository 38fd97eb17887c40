import type { ModelTarget } from '#protocol/agent-rpc.ts'
import type { Config } from '#protocol/config.ts'
import { VENDORS, type Vendor } from '#protocol/models/catalog.ts'
import type { ModelReference } from '#protocol/models/reference.ts'
import type { Discovery } from './discover.ts'

export interface Surroundings {
  readonly config: Config
  readonly env: (name: string) => string | undefined
  readonly discovery: Pick<Discovery, 'models' | 'url'>
}

export const findVendor = (provider: string): Vendor | undefined =>
  VENDORS.find((vendor) => vendor.provider === provider)

/** The key of a provider: the configuration's own, else the vendor's variable in the environment. */
export function findKey(provider: string, { config, env }: Surroundings): string | undefined {
  const configured = config.providers[provider]?.apiKey
  if (configured) return configured
  for (const name of findVendor(provider)?.keyVariables ?? []) {
    const key = env(name)
    if (key) return key
  }
  return undefined
}

/** Everything that an agent needs to call a model. Holds the key: for agents only, never for a client. */
export function toTarget(model: ModelReference, surroundings: Surroundings): ModelTarget {
  const settings = surroundings.config.providers[model.provider]
  const apiKey = findKey(model.provider, surroundings)
  return {
    reference: model.reference,
    api: settings?.api ?? findVendor(model.provider)?.api ?? 'openai-compatible',
    provider: model.provider,
    modelId: model.model,
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(settings?.baseUrl === undefined ? {} : { baseUrl: settings.baseUrl }),
    ...(settings?.headers === undefined ? {} : { headers: settings.headers }),
    ...(settings?.contextTokens === undefined ? {} : { contextTokens: settings.contextTokens }),
  }
}

const NEEDS_KEY: ReadonlySet<ModelTarget['api']> = new Set([
  'anthropic',
  'openai',
  'google',
  'alibaba',
  'deepseek',
])

/** Why a model can't answer now and what to do about it, in one sentence; null where it can. */
export function findProblem(target: ModelTarget, { discovery }: Surroundings): string | null {
  const { provider, api, modelId } = target
  if (NEEDS_KEY.has(api) && target.apiKey === undefined) {
    const variable = findVendor(provider)?.keyVariables[0]
    const inFile = `set providers.${provider}.apiKey in openclaw.json`
    return variable
      ? `Set ${variable} in the environment and start OpenClaw again, or ${inFile}.`
      : `There is no key for ${provider}: ${inFile}.`
  }
  if (api === 'openai-compatible' && target.baseUrl === undefined) {
    return `Set providers.${provider}.baseUrl in openclaw.json to the address of the server.`
  }
  return api === 'ollama' && provider === 'ollama' ? findOllamaProblem(modelId, discovery) : null
}

function findOllamaProblem(modelId: string, discovery: Surroundings['discovery']): string | null {
  const models = discovery.models()
  if (models === null) return `Ollama does not answer at ${discovery.url()}. Start it with: ollama serve`
  const present = models.includes(modelId) || models.includes(`${modelId}:latest`)
  return present ? null : `Ollama does not have ${modelId} yet. Fetch it with: ollama pull ${modelId}`
}
