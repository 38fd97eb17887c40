import { createHash } from 'node:crypto'
import type { Config } from '#protocol/config.ts'
import type { SandboxLimits, SandboxSettings } from '#protocol/sandbox/sandbox.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

export const sandboxConfigOf = (config: Config) => config.agents.defaults.sandbox

export function limitsOf(config: Config): SandboxLimits {
  const { memoryMb, cpus, processes, openFiles, diskMb, tmpMb } = sandboxConfigOf(config)
  return { memoryMb, cpus, processes, openFiles, diskMb, tmpMb }
}

/** Whose box a session has. */
export function keyOf(config: Config, session: { id: string; agent: string }): string {
  return sandboxConfigOf(config).scope === 'agent' ? `agent:${session.agent}` : session.id
}

/** What an agent is told of containers at its start. */
export function settingsOf(
  config: Config,
  given: {
    /** The home of this gateway: what it makes carries a name made of it. */
    home: string
    instance: string
    living: readonly string[]
    volumes: readonly string[]
  },
): SandboxSettings {
  const sandbox = sandboxConfigOf(config)
  const expectsGuests =
    given.volumes.length > 0 || Object.keys({ ...config.channels, ...config.hooks }).length > 0
  return {
    owner: createHash('sha256').update(given.home).digest('hex').slice(0, 12),
    instance: given.instance,
    living: [...given.living],
    volumes: [...given.volumes],
    socket: sandbox.socket ?? null,
    runtime: sandbox.runtime ?? null,
    spare: sandbox.spare && sandbox.mode !== 'off' && (sandbox.mode === 'all' || expectsGuests),
    limits: limitsOf(config),
    freeDiskMb: sandbox.freeDiskMb,
    idleMs: Math.round(sandbox.idleHours * HOUR_MS),
    keepMs: Math.round(sandbox.keepDays * DAY_MS),
  }
}
