import type { Db } from '#db/client.ts'
import { findSession, updateSessionModel } from '#db/queries/sessions.ts'
import type { ModelTarget } from '#protocol/agent-rpc.ts'
import type { Config } from '#protocol/config.ts'
import { AppError } from '#protocol/errors.ts'
import { VENDORS } from '#protocol/models/catalog.ts'
import {
  describeRetirement,
  isUnknown,
  type ModelReference,
  parseModelReference,
} from '#protocol/models/reference.ts'
import { isLocal } from '#protocol/privacy.ts'
import type { Events } from '../events.ts'
import type { ModelInfo, ModelsFeature } from '../trpc/features.ts'
import { findModel, getMain, getModel, listFallbackNames, listFallbacks, OFFLINE } from './choice.ts'
import { getDirected, isCalled } from './directed.ts'
import type { Discovery } from './discover.ts'
import { findKey, findProblem, type Surroundings, toTarget } from './target.ts'

/** What one message asked for: the model that its words named, and whether they must stay on this machine. */
export interface Turn {
  readonly model?: string | undefined
  readonly private?: boolean | undefined
}

export interface Models extends Omit<ModelsFeature, 'test'> {
  /**
   * The models that a run of this session may use, best first; never empty. One that was chosen for the
   * session stands alone: nothing else answers in its place. Throws `unknown_model`, `unknown_session`.
   */
  targets(sessionId: string, turn?: Turn): ModelTarget[]
  /** The model that words of a message mean: a name, `local`, `strongest`, `default`. Throws as `getDirected`. */
  direct(name: string): ModelTarget
  /** Whether a name is a model's. */
  isModel(name: string): boolean
  /** Looks what runs on this machine now; resolves within a third of a second. */
  look(): Promise<void>
  /** The model that answers where a session has none of its own, as `provider:model`. Never throws. */
  main(): string
}

/** Which model answers where, which ones there are, and the choice of another one. */
export function createModels(deps: {
  config: () => Config
  env: (name: string) => string | undefined
  db: Db
  events: Pick<Events, 'system'>
  discovery: Discovery
  /** Keeps a newly chosen main model in the configuration. Without it the choice holds until the restart. */
  saveMain?: (reference: string) => void
}): Models {
  const { config, env, db, events, discovery, saveMain } = deps
  /** Holds as long as the configuration says what it said when the choice was made. */
  let chosen: { model: ModelReference; insteadOf: string | undefined } | undefined

  const chosenMain = (): ModelReference | undefined =>
    chosen && chosen.insteadOf === config().models.main ? chosen.model : undefined

  /** What is known now; asks Ollama again in the background, for the next time. */
  function look(): Surroundings {
    void discovery.refresh().then((changed) => {
      if (changed) events.system({ type: 'model-change', sessionId: null, model: main() })
    })
    return { config: config(), env, discovery }
  }

  function main(): string {
    const now = { config: config(), env, discovery }
    try {
      return (chosenMain() ?? getMain(now)).reference
    } catch {
      return now.config.models.main ?? OFFLINE.reference
    }
  }

  function targets(sessionId: string, turn: Turn = {}): ModelTarget[] {
    const session = findSession(db, sessionId)
    if (!session) throw new AppError('unknown_session', 'There is no such session.')
    const now = look()
    if (turn.private) return [getPrivate(turn.model ?? 'local', now)]
    if (turn.model !== undefined) return [toTarget(getModel(turn.model, now), now)]
    if (session.model !== null) return [toTarget(getModel(session.model, now), now)]
    const first = toTarget(chosenMain() ?? getMain(now), now)
    const others = listFallbacks(now).filter((target) => target.reference !== first.reference)
    return [first, ...others]
  }

  function list(): ReturnType<ModelsFeature['list']> {
    const now = look()
    const named = listNames(now.config).map((name) =>
      parseModelReference(name, Object.keys(now.config.providers)),
    )
    const known = named.filter((parsed): parsed is ModelReference => !isUnknown(parsed))
    const keyed = VENDORS.filter((vendor) => vendor.keyVariables.length > 0 && findKey(vendor.provider, now))
    const references = [
      main(),
      ...known.map((model) => model.reference),
      ...keyed.map((vendor) => `${vendor.provider}:${vendor.defaultModel}`),
      ...(discovery.models() ?? []).map((model) => `ollama:${model}`),
      OFFLINE.reference,
    ]
    const models = [...new Set(references)].flatMap((reference) => findModel(reference, now) ?? [])
    return {
      models: models.map((model) => describeModel(model, now)),
      main: main(),
      warnings: [
        ...new Set(
          named.flatMap((parsed) =>
            isUnknown(parsed) ? parsed.problem : (describeRetirement(parsed) ?? []),
          ),
        ),
      ],
    }
  }

  function use(name: string, sessionId?: string): ReturnType<ModelsFeature['use']> {
    const now = look()
    const toDefault = name.trim().toLowerCase() === 'default'
    const model = toDefault ? undefined : getModel(name, now)
    if (sessionId === undefined) chooseMain(model)
    else if (!updateSessionModel(db, sessionId, model?.reference ?? null)) {
      throw new AppError('unknown_session', 'There is no such session.')
    }
    const reference = model?.reference ?? main()
    events.system({ type: 'model-change', sessionId: sessionId ?? null, model: reference })
    const warnings = [
      model && describeRetirement(model),
      model && findProblem(toTarget(model, now), now),
      sessionId === undefined && model && !saveMain && KEEP_MAIN,
    ].filter((warning) => typeof warning === 'string')
    return { model: reference, warning: warnings.join(' ') || null }
  }

  function chooseMain(model: ModelReference | undefined): void {
    if (model) saveMain?.(model.reference)
    chosen = model && { model, insteadOf: config().models.main }
  }

  function direct(name: string): ModelTarget {
    const now = { config: config(), env, discovery }
    const isDefault = name.trim().toLowerCase() === 'default'
    return isDefault ? toTarget(chosenMain() ?? getMain(now), now) : getDirected(name, now)
  }

  function isModel(name: string): boolean {
    const now = { config: config(), env, discovery }
    const wanted = name.toLowerCase()
    const installed = discovery.models()?.some((model) => isCalled(model, wanted))
    return installed === true || findModel(name, now) !== undefined
  }

  look()
  return {
    list,
    use,
    targets,
    main,
    direct,
    isModel,
    look: async () => void (await discovery.refresh()),
  }
}

/** A private turn has this model or none. */
function getPrivate(name: string, now: Surroundings): ModelTarget {
  const target = getDirected(name, now)
  if (isLocal(target)) return target
  throw new AppError(
    'model_unavailable',
    `This turn is private, and ${target.reference} does not run on this machine. Nothing was sent. Name another in models.local of openclaw.json and try again.`,
  )
}

const KEEP_MAIN = 'This holds until OpenClaw starts again; set models.main in openclaw.json to keep it.'

function listNames(config: Config): string[] {
  const { main, local, strongest } = config.models
  return [main, ...listFallbackNames(config), local, strongest].filter((name) => name !== undefined)
}

function describeModel(model: ModelReference, now: Surroundings): ModelInfo {
  const target = toTarget(model, now)
  const problem = findProblem(target, now)
  return {
    reference: model.reference,
    provider: model.provider,
    ready: problem === null,
    problem,
    local: isLocal(target),
  }
}
