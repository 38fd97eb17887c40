import type { Db } from '#db/client.ts'
import { findSession, updateSessionModel } from '#db/queries/sessions.ts'
import type { ModelTarget } from '#protocol/agent-rpc.ts'
import type { Config } from '#protocol/config.ts'
import { AppError } from '#protocol/errors.ts'
import { type ModelReference, phraseRetirement } from '#protocol/models/reference.ts'
import { isLocal } from '#protocol/privacy.ts'
import type { Events } from '../events.ts'
import { findModel, findWindow, getMain, getModel, listFallbacks, OFFLINE } from './choice.ts'
import type { ModelsFeature } from './contract.ts'
import type { Cooldowns } from './cooldowns.ts'
import { getDirected, isCalled } from './directed.ts'
import type { Discovery } from './discover.ts'
import { listModels } from './list.ts'
import { phraseProblem, type Surroundings, toTarget, toTargets } from './target.ts'

/** What one message asked for: the model that its words named, and whether they must stay on this machine. */
export interface Turn {
  readonly model?: string | undefined
  readonly private?: boolean | undefined
}

export interface Models extends Pick<ModelsFeature, 'list' | 'use'> {
  /**
   * The models that a run of this session may use, best first, once for each key; never empty. Those that rest
   * after a failure stand last. One that was picked by hand stands alone, unless the owner lets the fallbacks
   * answer in its place: then those on this machine where it runs there itself. Throws `unknown_model`,
   * `unknown_session`.
   */
  targets(sessionId: string, turn?: Turn): ModelTarget[]
  /** The model that words of a message mean: a name, `local`, `strongest`, `default`. Throws as `getDirected`. */
  direct(name: string): ModelTarget
  /** Whether a name is a model's. */
  isModel(name: string): boolean
  /** Looks what runs on this machine now; resolves within a third of a second. */
  look(): Promise<void>
  /** How many tokens a model holds; undefined for a name that means none. */
  windowOf(name: string): number | undefined
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
  /** The keys of a provider that were given to the running gateway. */
  keys: (provider: string) => readonly string[]
  cooldowns: Pick<Cooldowns, 'arrange' | 'list'>
  /** Keeps a newly chosen main model in the configuration. Without it the choice holds until the restart. */
  saveMain?: (reference: string) => void
}): Models {
  const { config, env, db, events, discovery, keys, cooldowns, saveMain } = deps
  const surroundings = (): Surroundings => ({ config: config(), env, discovery, keys })
  /** Holds as long as the configuration says what it said when the choice was made. */
  let chosen: { model: ModelReference; insteadOf: string | undefined } | undefined

  const chosenMain = (): ModelReference | undefined =>
    chosen && chosen.insteadOf === config().models.main ? chosen.model : undefined

  /** What is known now; asks Ollama again in the background, for the next time. */
  function look(): Surroundings {
    void discovery.refresh().then((changed) => {
      if (changed) events.system({ type: 'model-change', sessionId: null, model: main() })
    })
    return surroundings()
  }

  function main(): string {
    const now = surroundings()
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
    const expand = (model: ModelReference) => toTargets(model, { surroundings: now, sessionId })
    const picked = turn.model ?? session.model
    const first = expand(picked === null ? (chosenMain() ?? getMain(now)) : getModel(picked, now))
    const others = listFallbacks(now, sessionId).filter(({ reference }) => reference !== first[0]?.reference)
    if (picked === null) return cooldowns.arrange([...first, ...others])
    const mayAnswer = (target: ModelTarget) =>
      now.config.models.fallbackForChosen && (isLocal(target) || !first.every(isLocal))
    return cooldowns.arrange([
      ...first.map((target) => ({ ...target, chosen: true })),
      ...others.filter(mayAnswer),
    ])
  }

  function list(): ReturnType<ModelsFeature['list']> {
    return listModels(look(), { main: main(), cooldowns })
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
      model && phraseRetirement(model),
      model && phraseProblem(toTarget(model, now), now),
      sessionId === undefined && model && !saveMain ? KEEP_MAIN : undefined,
    ].filter((warning) => warning !== undefined)
    return {
      model: reference,
      warning: warnings.map(({ en }) => en).join(' ') || null,
      warningInChinese: warnings.map(({ zh }) => zh).join('') || null,
    }
  }

  function chooseMain(model: ModelReference | undefined): void {
    if (model) saveMain?.(model.reference)
    chosen = model && { model, insteadOf: config().models.main }
  }

  function direct(name: string): ModelTarget {
    const now = surroundings()
    const isDefault = name.trim().toLowerCase() === 'default'
    return isDefault ? toTarget(chosenMain() ?? getMain(now), now) : getDirected(name, now)
  }

  function isModel(name: string): boolean {
    const now = surroundings()
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
    windowOf: (name) => findWindow(name, surroundings()),
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

const KEEP_MAIN = {
  en: 'This holds until OpenClaw starts again; set models.main in openclaw.json to keep it.',
  zh: '这个选择到 OpenClaw 重新启动为止；要保留它，请在 openclaw.json 里设置 models.main。',
}
