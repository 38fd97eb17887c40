import type { Db } from '#db/client.ts'
import type { Config } from '#protocol/config.ts'
import type { Clock } from '../clock.ts'
import type { ModelKeys } from '../config/model-keys.ts'
import type { Events } from '../events.ts'
import type { GatewayLog } from '../log.ts'
import type { ModelsFeature } from './contract.ts'
import { createCooldowns, type Tried } from './cooldowns.ts'
import { startDiscovery } from './discover.ts'
import { createKeyFeature } from './keys.ts'
import { createModels, type Models } from './models.ts'
import { createModelTest } from './try-model.ts'

export interface StartedModels {
  readonly models: Models
  /** What an agent tells of a model call. */
  tried(tried: Tried): void
  /** The methods; a test call goes through an agent, and counts as every call does. */
  feature(deps: Pick<Parameters<typeof createModelTest>[0], 'usage' | 'agents'>): ModelsFeature
  stop(): void
}

/** Puts together what knows of models. */
export function startModels(deps: {
  config: () => Config
  env: (name: string) => string | undefined
  keys: ModelKeys
  db: Db
  clock: Clock
  events: Events
  log: Pick<GatewayLog, 'child' | 'hide'>
  saveMain: (reference: string | undefined) => void
}): StartedModels {
  const { config, env, keys, db, clock, events, log, saveMain } = deps
  const discovery = startDiscovery({
    clock,
    log: log.child('models'),
    baseUrl: () => config().providers.ollama?.baseUrl,
  })
  const cooldowns = createCooldowns({ clock })
  const models = createModels({
    config,
    env,
    keys: keys.list,
    db,
    events,
    discovery,
    cooldowns,
    saveMain,
  })
  const keyFeature = createKeyFeature({
    keys,
    providers: () => Object.keys(config().providers),
    hide: log.hide,
    events,
    main: models.main,
  })
  return {
    models,
    tried: cooldowns.note,
    feature: (rest) => ({
      ...models,
      ...keyFeature,
      test: createModelTest({ ...rest, models, cooldowns, clock }),
    }),
    stop: discovery.stop,
  }
}
