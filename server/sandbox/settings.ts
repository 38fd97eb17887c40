import type { Config } from '#protocol/config.ts'
import type { SandboxSettings } from '#protocol/sandbox/sandbox.ts'
import type { AgentMember } from '../agents/pool.ts'
import type { Events } from '../events.ts'
import type { Log } from '../log.ts'
import { sandboxConfigOf, settingsOf } from './plan.ts'

/** What surrounds the feature in the gateway. */
export interface Surroundings {
  readonly config: () => Config
  /** The home of this gateway, absolute. */
  readonly home: string
  readonly events: Events
  readonly log: Log
}

/**
 * What agents are told of containers: at their start, and at once where the settings become others. Where boxes
 * are turned off no container waits any more, but what began in one ends in it.
 */
export function followSettings(
  deps: Surroundings & {
    members: () => readonly Pick<AgentMember, 'instance' | 'request'>[]
    volumes: () => string[]
  },
): {
  of(agent: { instance: string; living: readonly string[] }): SandboxSettings
  stop(): void
} {
  const { config, log } = deps
  /** By the agent's instance. */
  const told = new Map<string, string>()

  function of(agent: { instance: string; living: readonly string[] }): SandboxSettings {
    const settings = settingsOf(config(), { home: deps.home, ...agent, volumes: deps.volumes() })
    told.set(agent.instance, shapeOf(settings))
    return settings
  }

  const unsubscribe = deps.events.subscribe((_topic, event) => {
    if (event.type !== 'config-change') return
    const isOff = sandboxConfigOf(config()).mode === 'off'
    const members = deps.members()
    const instances = members.map(({ instance }) => instance)
    for (const gone of [...told.keys()]) if (!instances.includes(gone)) told.delete(gone)
    for (const { instance, request } of members) {
      const before = told.get(instance)
      if (isOff && before === undefined) continue
      const settings = of({ instance, living: instances.filter((other) => other !== instance) })
      if (shapeOf(settings) === before) continue
      request('sandbox.configure', { settings }).catch((error: unknown) =>
        log.warn('An agent did not take the settings of the sandbox.', { error }),
      )
    }
  })
  return { of, stop: unsubscribe }
}

/** What of them an agent can change to; which agents live and which volumes there are changes all the time. */
const shapeOf = ({ living: _living, volumes: _volumes, ...settings }: SandboxSettings) =>
  JSON.stringify(settings)
