import type { Db } from '#db/client.ts'
import { getSession, updateSessionModel } from '#db/queries/sessions.ts'
import type { ModelTarget } from '#protocol/agent-rpc.ts'
import type { Config } from '#protocol/config.ts'
import { type ModelReference, phraseRetirement } from '#protocol/models/reference.ts'
import type { Events } from '../events.ts'
import { findModel, findWindow, getMain, getModel, listFallbacks, OFFLINE } from './choice.ts'
import type { ModelsFeature } from './contract.ts'
import type { Cooldowns } from './cooldowns.ts'
import { getDirected, getPrivate, isCalled } from './directed.ts'
import type { Discovery } from './discover.ts'
import { listModels } from './list.ts'
import { choiceOf, findOwnModel, mayStandIn, type Standing, type Turn } from './standing.ts'
import { phraseProblem, type Surroundings, toTarget, toTargets } from './target.ts'

export interface Models extends Pick<ModelsFeature, 'list' | 'use'> {
  /**
   * The models that a run of this session may use, best first, once for each key; never empty. Those that rest
   * after a failure stand last. One that was picked by hand stands alone, unless the owner lets the fallbacks
   * answer in its place: then those on this machine where it runs there itself, as for an agent's own model.
   * Throws `unknown_model`, `unknown_session`.
   */
  targets(sessionId: string, turn?: Turn): ModelTarget[]
  /** Whose choice the first of them is. Throws `unknown_session`. */
  chosenBy(sessionId: string, turn?: Turn): ReturnType<typeof choiceOf>
  /** What answers in a session where a message names no model, as `provider:model`. Never throws. */
  modelOf(session: Standing): string
  /**
   * The model that words of a message mean: a name, `local`, `strongest`, or `default`, which in a session is that of
   * its agent. Throws as `getDirected`.
   */
  direct(name: string, sessionId?: string): ModelTarget
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
  saveMain?: (reference: string | undefined) => void
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

  const getDefault = (now: Surroundings, agent?: string): ModelReference =>
    (agent === undefined ? undefined : findOwnModel(agent, now)) ?? chosenMain() ?? getMain(now)

  function targets(sessionId: string, turn: Turn = {}): ModelTarget[] {
    const session = getSession(db, sessionId)
    const now = look()
    if (turn.private) return [getPrivate(turn.model ?? 'local', now)]
    const by = choiceOf(session, { turn, config: now.config })
    const picked = turn.model ?? session.model
    const model = picked === null ? getDefault(now, session.agent) : getModel(picked, now)
    const first = toTargets(model, { surroundings: now, sessionId })
    const others = listFallbacks(now, sessionId).filter(({ reference }) => reference !== first[0]?.reference)
    if (by === 'main') return cooldowns.arrange([...first, ...others])
    const standIns = others.filter((target) => mayStandIn(target, first))
    if (by === 'agent') return cooldowns.arrange([...first, ...standIns])
    const chosen = first.map((target) => ({ ...target, chosen: true }))
    return cooldowns.arrange([...chosen, ...(now.config.models.fallbackForChosen ? standIns : [])])
  }

  function modelOf({ model, agent }: Standing): string {
    try {
      return model ?? getDefault(surroundings(), agent).reference
    } catch {
      return config().agents.list[agent]?.model ?? main()
    }
  }

  function list(): ReturnType<ModelsFeature['list']> {
    return listModels(look(), { main: main(), cooldowns })
  }

  function use(name: string, sessionId?: string): ReturnType<ModelsFeature['use']> {
    const now = look()
    const model = isDefault(name) ? undefined : getModel(name, now)
    if (sessionId === undefined) chooseMain(model)
    else updateSessionModel(db, getSession(db, sessionId).id, model?.reference ?? null)
    const standing = () => (sessionId === undefined ? main() : modelOf(getSession(db, sessionId)))
    const reference = model?.reference ?? standing()
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
    if (model || config().models.main !== undefined) saveMain?.(model?.reference)
    chosen = model && { model, insteadOf: config().models.main }
  }

  function direct(name: string, sessionId?: string): ModelTarget {
    const now = surroundings()
    if (!isDefault(name)) return getDirected(name, now)
    const agent = sessionId === undefined ? undefined : getSession(db, sessionId).agent
    return toTarget(getDefault(now, agent), now)
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
    chosenBy: (sessionId, turn = {}) => choiceOf(getSession(db, sessionId), { turn, config: config() }),
    modelOf,
    main,
    direct,
    isModel,
    windowOf: (name) => findWindow(name, surroundings()),
    look: async () => void (await discovery.refresh()),
  }
}

const isDefault = (name: string): boolean => name.trim().toLowerCase() === 'default'

const KEEP_MAIN = {
  en: 'This holds until OpenClaw starts again; set models.main in openclaw.json to keep it.',
  zh: '这个选择到 OpenClaw 重新启动为止；要保留它，请在 openclaw.json 里设置 models.main。',
}
