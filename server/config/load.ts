import { readFileSync } from 'node:fs'
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
 * Reads the configuration file and never changes it. An absent file means the defaults. A file that
 * does not parse gives the defaults and the reason; a wrong value is left out and reported, the rest of
 * the file stands.
 */
export function loadConfig(file: string, lookup: (name: string) => string | undefined): LoadedConfig {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT') return readConfig('{}', lookup)
    return broken(`${file} can't be read (${code ?? String(error)}), so the defaults are in force.`)
  }
  return readConfig(text, lookup)
}

/** The same for a text in hand. */
export function readConfig(text: string, lookup: (name: string) => string | undefined): LoadedConfig {
  const parsed = parseJsonc(text)
  if (!parsed.ok) return broken(`openclaw.json, ${parsed.problem}. Nothing of the file is in force.`)
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

function broken(problem: string): LoadedConfig {
  return { config: configSchema.parse({}), ok: false, problems: [problem], secrets: [] }
}
