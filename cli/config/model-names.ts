import type { Config } from '#protocol/config.ts'
import { isUnknown, parseModelReference } from '#protocol/models/reference.ts'

/** The names below `models` that no model has, a sentence each. What `ollama` stands for is known only while it runs. */
export function listUnknownModels({ models, providers }: Pick<Config, 'models' | 'providers'>): string[] {
  const { main, fallback = [], local, strongest } = models
  const named = { main, fallback, local, strongest }
  return Object.entries(named).flatMap(([setting, names]) =>
    [names ?? []].flat().flatMap((name) => {
      const parsed = parseModelReference(name, Object.keys(providers))
      const isFound = !isUnknown(parsed) || name.trim().toLowerCase() === 'ollama'
      return isFound ? [] : [`models.${setting}: ${parsed.problem}`]
    }),
  )
}
