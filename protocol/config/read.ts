import { type Config, configSchema } from '#protocol/config.ts'
import { type Finding, type FindingFacts, isMistake, toFinding } from './findings/finding.ts'
import { listUnknownKeys } from './findings/unknown-keys.ts'
import { dropWrongValues } from './findings/wrong-values.ts'
import { parseJsonc } from './parse.ts'
import { substitute } from './substitute.ts'

export interface LoadedConfig {
  readonly config: Config
  /** False where something of the file could not be used as it stands. */
  readonly ok: boolean
  /** Sentences for people: what is wrong, where, and what was expected. Hold no secret. */
  readonly problems: readonly string[]
  /** The same as data. */
  readonly findings: readonly Finding[]
  /** Values that must never be shown: keys, tokens, and whatever came from the environment. */
  readonly secrets: readonly string[]
}

/**
 * Reads the text of a configuration. One that does not parse gives the defaults and the reason; a wrong
 * value is left out and reported, the rest stands.
 */
export function readConfig(text: string, lookup: (name: string) => string | undefined): LoadedConfig {
  const parsed = parseJsonc(text)
  if (!parsed.ok) {
    const { position, reason: name } = parsed
    return brokenConfig({ kind: 'unreadable', path: [], position, name })
  }
  const { value, secrets, missing } = substitute(parsed.value, lookup)
  const repaired = dropWrongValues(configSchema, value, parsed.value)
  const findings: Finding[] = [
    ...repaired.findings,
    ...missing.map(({ path, name }) => toFinding({ kind: 'missing-variable', path, name })),
    ...parsed.duplicates.map((path) => toFinding({ kind: 'duplicate', path })),
    ...listUnknownKeys(configSchema, parsed.value),
  ]
  return {
    config: configSchema.parse(repaired.value),
    ok: !findings.some(isMistake),
    problems: findings.map(({ message }) => message),
    findings,
    secrets,
  }
}

/** The same configuration, with other things to be said of it. */
export const withFindings = (loaded: LoadedConfig, findings: readonly Finding[]): LoadedConfig => ({
  ...loaded,
  problems: findings.map(({ message }) => message),
  findings,
})

/** The defaults, and why nothing else is in force. */
export function brokenConfig(facts: FindingFacts): LoadedConfig {
  const finding = toFinding({ ...facts, instead: 'default' })
  return {
    config: configSchema.parse({}),
    ok: false,
    problems: [finding.message],
    findings: [finding],
    secrets: [],
  }
}
