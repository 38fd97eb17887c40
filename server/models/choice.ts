import type { ModelTarget } from '#protocol/agent-rpc.ts'
import { listAgents } from '#protocol/config/agents.ts'
import type { Config } from '#protocol/config.ts'
import { AppError } from '#protocol/errors.ts'
import { VENDORS } from '#protocol/models/catalog.ts'
import { contextTokensOf } from '#protocol/models/context-window.ts'
import { isUnknown, type ModelReference, parseModelReference } from '#protocol/models/reference.ts'
import { findKey, findProblem, type Surroundings, toTarget, toTargets } from './target.ts'

export const OFFLINE: ModelReference = { reference: 'builtin:offline', provider: 'builtin', model: 'offline' }

/**
 * Reads a model's name. `local` and `strongest` stand for what the configuration says of them, `ollama`
 * for what is installed there. Throws `unknown_model` with the nearest name.
 */
export function getModel(name: string, surroundings: Surroundings): ModelReference {
  const { models, providers } = surroundings.config
  const word = name.trim().toLowerCase()
  if (word === 'strongest') {
    return models.strongest === undefined ? getMain(surroundings) : getNamed(models.strongest, providers)
  }
  if (word === 'local') {
    return models.local === undefined
      ? getNamed('ollama', providers, surroundings)
      : getNamed(models.local, providers)
  }
  return (
    findConfigured(word, surroundings.config) ??
    getNamed(name, providers, word === 'ollama' ? surroundings : undefined)
  )
}

/** A bare name of a model that the configuration names with its provider: `gpt-99` of `openai:gpt-99`. */
function findConfigured(word: string, config: Config): ModelReference | undefined {
  if (/[:/]/.test(word)) return undefined
  return listNames(config)
    .map((name) => parseModelReference(name, Object.keys(config.providers)))
    .filter((parsed): parsed is ModelReference => !isUnknown(parsed))
    .find(({ model }) => model.toLowerCase() === word)
}

/** Names for what another setting names. */
const ROLE = /^(?:local|strongest)$/i

/** The models that the configuration names, main first. */
export function listNames(config: Pick<Config, 'models' | 'agents'>): string[] {
  const { main, local, strongest } = config.models
  const own = listAgents(config).map(({ model }) => model)
  const names = [main, ...listFallbackNames(config.models), local, strongest, ...own]
  return names.filter((name) => name !== undefined).filter((name) => !ROLE.test(name))
}

/** The same, undefined where nothing is named so. */
export function findModel(name: string, surroundings: Surroundings): ModelReference | undefined {
  try {
    return getModel(name, surroundings)
  } catch {
    return undefined
  }
}

/** How many tokens a model holds; undefined where nothing is named so. */
export function findWindow(name: string, surroundings: Surroundings): number | undefined {
  const model = findModel(name, surroundings)
  return model && contextTokensOf(toTarget(model, surroundings))
}

function getNamed(name: string, providers: Config['providers'], installed?: Surroundings): ModelReference {
  const present = installed && findInstalled(installed)
  if (present) return present
  const parsed = parseModelReference(name, Object.keys(providers))
  if (isUnknown(parsed)) {
    throw new AppError('unknown_model', parsed.problem, { inChinese: parsed.problemInChinese })
  }
  return parsed
}

/**
 * The model that answers where none was chosen: `models.main`, else the default model of the first
 * vendor with a key (in the order of the catalogue), else what Ollama has, else the built-in one.
 */
export function getMain(surroundings: Surroundings): ModelReference {
  const { models, providers } = surroundings.config
  if (models.main !== undefined)
    return getNamed(models.main, providers, isOllama(models.main) ? surroundings : undefined)
  const keyed = VENDORS.find(
    (vendor) => vendor.keyVariables.length > 0 && findKey(vendor.provider, surroundings) !== undefined,
  )
  if (keyed) return getNamed(`${keyed.provider}:${keyed.defaultModel}`, providers)
  return findInstalled(surroundings) ?? OFFLINE
}

const isOllama = (name: string): boolean => name.trim().toLowerCase() === 'ollama'

/** The configured local model if Ollama has it, else the first one that it, or another server here, has. */
export function findInstalled(surroundings: Surroundings): ModelReference | undefined {
  const first = surroundings.discovery.models()?.[0]
  if (first === undefined) return listServed(surroundings)[0]
  const { models, providers } = surroundings.config
  const local =
    models.local === undefined ? undefined : parseModelReference(models.local, Object.keys(providers))
  const usable = local && !isUnknown(local) && local.provider === 'ollama'
  if (usable && findProblem(toTarget(local, surroundings), surroundings) === null) return local
  return { reference: `ollama:${first}`, provider: 'ollama', model: first }
}

/** What LM Studio and llama.cpp on this machine have. */
export function listServed({ discovery }: Surroundings): ModelReference[] {
  return VENDORS.filter(({ api, localUrl }) => api === 'openai-compatible' && localUrl !== undefined).flatMap(
    ({ provider }) =>
      (discovery.models(provider) ?? []).map((model) => ({
        reference: `${provider}:${model}`,
        provider,
        model,
      })),
  )
}

/** `models.fallback` in order, without those that can't be called for want of a key or an address. */
export function listFallbacks(surroundings: Surroundings, sessionId: string): ModelTarget[] {
  return listFallbackNames(surroundings.config.models)
    .flatMap((name) => findModel(name, surroundings) ?? [])
    .flatMap((model) => toTargets(model, { surroundings, sessionId }))
    .filter((target) => target.api === 'ollama' || findProblem(target, surroundings) === null)
}

function listFallbackNames({ fallback = [] }: Config['models']): readonly string[] {
  return typeof fallback === 'string' ? [fallback] : fallback
}
