import { type Finding, toFinding } from '#protocol/config/findings/finding.ts'
import type { Config } from '#protocol/config.ts'
import type { Log } from '../log.ts'

/** How a sender shows that it knows the secret. */
export type HookAuth = Config['hooks'][string]['auth']

export interface Hook {
  readonly name: string
  readonly auth: HookAuth
  readonly secret: string
}

export interface HookTable {
  readonly hooks: ReadonlyMap<string, Hook>
  /** Which hooks are off and why. Hold no secret. */
  readonly findings: readonly Finding[]
}

/** `sayFinding` names it, too. */
const SHORTEST_SECRET = 24
const NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/i
/** Below it are the webhooks of chat platforms. */
const RESERVED = 'channel'

/** The hooks as the configuration has them now, read once for each configuration. */
export function createHookTable(deps: {
  config: () => Config
  isCredential: (text: string) => boolean
  log: Pick<Log, 'warn'>
}): () => HookTable {
  let known: { config: Config; table: HookTable } | undefined
  return () => {
    const config = deps.config()
    if (known?.config === config) return known.table
    const table = readHooks(config, deps.isCredential)
    known = { config, table }
    for (const { message } of table.findings) deps.log.warn(message)
    return table
  }
}

/**
 * The hooks of a configuration that may be used. One whose secret is short, easily guessed or opens another
 * door as well stays off: whoever learns one secret must not hold two. `isCredential` says whether a text
 * is a token of the gateway.
 */
export function readHooks(config: Config, isCredential: (text: string) => boolean): HookTable {
  const uses = countTexts(config)
  const hooks = new Map<string, Hook>()
  const findings: Finding[] = []
  for (const [name, { secret, auth }] of Object.entries(config.hooks)) {
    const reason = findReason({ name, secret, uses, isCredential })
    if (reason === undefined) hooks.set(name, { name, auth, secret: secret ?? '' })
    else findings.push(toFinding({ kind: 'hook', path: ['hooks', name], name: reason }))
  }
  return { hooks, findings }
}

/** Why one stays off, as `sayFinding` knows it. */
function findReason(hook: {
  name: string
  secret: string | undefined
  uses: ReadonlyMap<string, number>
  isCredential: (text: string) => boolean
}): 'name' | 'none' | 'weak' | 'shared' | undefined {
  const { name, secret } = hook
  if (name === RESERVED || !NAME.test(name)) return 'name'
  if (secret === undefined) return 'none'
  if (keyLength(secret) < SHORTEST_SECRET || new Set(secret).size < 8) return 'weak'
  return (hook.uses.get(secret) ?? 0) > 1 || hook.isCredential(secret) ? 'shared' : undefined
}

/** What is not base64 behind `whsec_` would leave a short key, or none at all. */
const keyLength = (secret: string): number =>
  secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64').length : secret.length

/** How often each text stands in the configuration. */
function countTexts(tree: unknown, counts = new Map<string, number>()): Map<string, number> {
  if (typeof tree === 'string') counts.set(tree, (counts.get(tree) ?? 0) + 1)
  else if (typeof tree === 'object' && tree !== null) {
    for (const value of Object.values(tree)) countTexts(value, counts)
  }
  return counts
}
