import type { Config } from '../../config.ts'
import { ANY_NAME, type Field, listFields } from '../fields.ts'
import { formatPath, type Path, valueAt } from '../path.ts'

/** The settings that are read at the start only and say something else now than they did then. */
export function listWaiting(atStart: Config, now: Config): string[] {
  const places = listFields()
    .filter((field) => field.atStart)
    .flatMap((field) => [atStart, now].flatMap((config) => expand(field, config)))
  const changed = places.filter(
    (path) => JSON.stringify(valueAt(atStart, path)) !== JSON.stringify(valueAt(now, path)),
  )
  return [...new Set(changed.map(formatPath))]
}

/** The places of a field, one for each name that the owner chose. */
function expand(field: Field, config: Config): Path[] {
  return field.path.reduce<Path[]>(
    (places, step) =>
      step === ANY_NAME
        ? places.flatMap((place) => Object.keys(valueAt(config, place) ?? {}).map((name) => [...place, name]))
        : places.map((place) => [...place, step]),
    [[]],
  )
}
