import { type ConfiguredAgent, listAgents } from '#protocol/config/agents.ts'
import { VENDORS } from '#protocol/models/catalog.ts'
import { findPrice } from '#protocol/models/prices.ts'
import {
  describeRetirement,
  isUnknown,
  type ModelReference,
  parseModelReference,
} from '#protocol/models/reference.ts'
import { isLocal } from '#protocol/privacy.ts'
import { findModel, listNames, listServed, OFFLINE } from './choice.ts'
import type { AgentInfo, ModelInfo, ModelsFeature, ProviderInfo } from './contract.ts'
import type { Cooldowns } from './cooldowns.ts'
import { findKey, findVendor, listKeys, phraseProblem, type Surroundings, toTarget } from './target.ts'

/** What there is to choose from, as people see it. Holds no key. */
export function listModels(
  now: Surroundings,
  { main, cooldowns }: { main: string; cooldowns: Pick<Cooldowns, 'list'> },
): ReturnType<ModelsFeature['list']> {
  const named = listNames(now.config).map((name) =>
    parseModelReference(name, Object.keys(now.config.providers)),
  )
  const known = named.filter((parsed): parsed is ModelReference => !isUnknown(parsed))
  const keyed = VENDORS.filter((vendor) => vendor.keyVariables.length > 0 && findKey(vendor.provider, now))
  const references = [
    main,
    ...known.map((model) => model.reference),
    ...keyed.map((vendor) => `${vendor.provider}:${vendor.defaultModel}`),
    ...(now.discovery.models() ?? [])
      .map((model) => `ollama:${model}`)
      // Ollama's own way to say the same.
      .filter((reference) => !known.some((model) => `${model.reference}:latest` === reference)),
    ...listServed(now).map((model) => model.reference),
    OFFLINE.reference,
  ]
  const agents = listAgents(now.config).map((agent) => describeAgent(agent, now, main))
  const models = [...new Set([...references, ...agents.map(({ answers }) => answers)])].flatMap(
    (reference) => findModel(reference, now) ?? [],
  )
  return {
    models: models.map((model) => describeModel(model, now, cooldowns)),
    main,
    agents,
    warnings: [
      ...new Set(
        named.flatMap((parsed) => (isUnknown(parsed) ? parsed.problem : (describeRetirement(parsed) ?? []))),
      ),
    ],
    providers: listProviders(now),
  }
}

/** An assistant without its instructions: those are for whoever may read the settings. */
function describeAgent({ id, name, model }: ConfiguredAgent, now: Surroundings, main: string): AgentInfo {
  const answers = model === undefined ? main : (findModel(model, now)?.reference ?? model)
  return { id, name: name ?? null, model: model ?? null, answers }
}

function describeModel(
  model: ModelReference,
  now: Surroundings,
  cooldowns: Pick<Cooldowns, 'list'>,
): ModelInfo {
  const target = toTarget(model, now)
  const problem = phraseProblem(target, now)
  const price = findPrice(model.reference)
  return {
    reference: model.reference,
    provider: model.provider,
    ready: problem === undefined,
    problem: problem?.en ?? null,
    ...(problem ? { problemInChinese: problem.zh } : {}),
    local: isLocal(target),
    price: price ? { input: price.input, cached: price.cached, output: price.output } : null,
    resting: cooldowns.list(model.reference),
  }
}

function listProviders(now: Surroundings): ProviderInfo[] {
  const names = new Set([
    ...VENDORS.filter(({ api }) => api !== 'builtin').map(({ provider }) => provider),
    ...Object.keys(now.config.providers),
  ])
  return [...names].map((provider) => {
    const vendor = findVendor(provider)
    const keys = listKeys(provider, now)
    const found = now.discovery.url(provider) === undefined ? undefined : now.discovery.models(provider)
    return {
      provider,
      title: vendor?.title ?? provider,
      needsKey: (vendor?.keyVariables.length ?? 0) > 0,
      keys: keys.map(({ source }) => source),
      keyVariable: vendor?.keyVariables[0] ?? null,
      keysUrl: vendor?.keysUrl ?? null,
      running: found === undefined ? null : found !== null,
    }
  })
}
