import { type Config, configSchema } from '#protocol/config.ts'
import { type Finding, isMistake } from './findings/finding.ts'
import { listUnknownKeys } from './findings/unknown-keys.ts'
import { dropWrongValues } from './findings/wrong-values.ts'
import { parseJsonc } from './parse.ts'
import { formatPath } from './path.ts'
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
    const message = `openclaw.json, ${parsed.problem}. Nothing of the file is in force.`
    const { position, reason: name } = parsed
    return brokenConfig({ kind: 'unreadable', path: [], message, position, name })
  }
  const { value, secrets, missing } = substitute(parsed.value, lookup)
  const repaired = dropWrongValues(configSchema, value, parsed.value)
  const findings: Finding[] = [
    ...repaired.findings,
    ...missing.map(({ path, name }): Finding => {
      const message = `${formatPath(path)} asks for \${${name}}, but ${name} is not set.`
      return { kind: 'missing-variable', path, message, name }
    }),
    ...parsed.duplicates.map((path): Finding => {
      return {
        kind: 'duplicate',
        path,
        message: `${formatPath(path)} is written twice; the last one counts.`,
      }
    }),
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

/** The defaults, and why nothing else is in force. */
export function brokenConfig(finding: Finding): LoadedConfig {
  return {
    config: configSchema.parse({}),
    ok: false,
    problems: [finding.message],
    findings: [finding],
    secrets: [],
  }
}
