import { type Config, configSchema } from '#protocol/config.ts'
import { parseJsonc } from './parse.ts'
import { substitute } from './substitute.ts'
import { listUnknownKeys } from './unknown-keys.ts'
import { dropWrongValues } from './wrong-values.ts'

export interface LoadedConfig {
  readonly config: Config
  /** False where something of the file could not be used as it stands. */
  readonly ok: boolean
  /** Sentences for people: what is wrong, where, and what was expected. Hold no secret. */
  readonly problems: readonly string[]
  /** Values that must never be shown: keys, tokens, and whatever came from the environment. */
  readonly secrets: readonly string[]
}

/**
 * Reads the text of a configuration. One that does not parse gives the defaults and the reason; a wrong
 * value is left out and reported, the rest stands.
 */
export function readConfig(text: string, lookup: (name: string) => string | undefined): LoadedConfig {
  const parsed = parseJsonc(text)
  if (!parsed.ok) return brokenConfig(`openclaw.json, ${parsed.problem}. Nothing of the file is in force.`)
  const { value, secrets, missing } = substitute(parsed.value, lookup)
  const repaired = dropWrongValues(configSchema, value, parsed.value)
  return {
    config: configSchema.parse(repaired.value),
    ok: repaired.problems.length === 0,
    problems: [
      ...repaired.problems,
      ...missing.map(({ path, name }) => `${path} asks for \${${name}}, but ${name} is not set.`),
      ...parsed.duplicates.map((path) => `${path} is written twice; the last one counts.`),
      ...listUnknownKeys(configSchema, parsed.value),
    ],
    secrets,
  }
}

/** The defaults, and why nothing else is in force. */
export function brokenConfig(problem: string): LoadedConfig {
  return { config: configSchema.parse({}), ok: false, problems: [problem], secrets: [] }
}
