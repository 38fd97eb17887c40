import { formatPath, type Path, valueAt } from '#protocol/config/path.ts'
import type { Answers } from '../../_lib/trpc.ts'

export type ConfigReport = Answers['config']['get']
export type Field = ConfigReport['fields'][number]
export type Finding = ConfigReport['findings'][number]

/** Stands in the path of a field for a name that the owner chooses. */
export const ANY_NAME = '*'

/** One setting that says something else than the file. */
export interface Difference {
  readonly path: Path
  readonly before: unknown
  readonly after: unknown
}

/** The same tree with one setting changed, or left out. */
export function setAt(tree: unknown, path: Path, value: unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined) return value
  const next: Record<string, unknown> = isTree(tree) ? { ...tree } : {}
  const inner = setAt(next[step], rest, value)
  if (inner === undefined) delete next[step]
  else next[step] = inner
  return next
}

/** The same changes to a file that says something else by now, and which of them it has changed, too. */
export function rebase(differences: readonly Difference[], written: unknown) {
  return {
    draft: differences.reduce((tree, { path, after }) => setAt(tree, path, after), written),
    disputed: differences.flatMap(({ path, before, after }) => {
      const now = JSON.stringify(valueAt(written, path))
      return now === JSON.stringify(before) || now === JSON.stringify(after) ? [] : [formatPath(path)]
    }),
  }
}

/** The names that the owner chose below a path, in the order of the file. */
export const namesAt = (tree: unknown, path: Path): string[] => {
  const inner = valueAt(tree, path)
  return isTree(inner) ? Object.keys(inner) : []
}

/** What two trees say differently about the fields that there are; an entry that is new or gone counts as one. */
export function listChanges(fields: readonly Field[], before: unknown, after: unknown): Difference[] {
  const seen = new Set<string>()
  return fields.flatMap(({ path }) => {
    const places = expand(path, [before, after], [])
    return places.flatMap((place) => {
      const whole = findEntry(path, place, [before, after])
      const name = formatPath(whole)
      const [old, next] = [valueAt(before, whole), valueAt(after, whole)]
      if (seen.has(name) || JSON.stringify(old) === JSON.stringify(next)) return []
      seen.add(name)
      return [{ path: whole, before: old, after: next }]
    })
  })
}

/** The outermost entry with a name of the owner's that one of the trees lacks; else the place itself. */
function findEntry(pattern: readonly string[], place: Path, trees: readonly unknown[]): Path {
  const depth = pattern.findIndex(
    (step, index) =>
      step === ANY_NAME && trees.some((tree) => valueAt(tree, place.slice(0, index + 1)) === undefined),
  )
  return depth < 0 ? place : place.slice(0, depth + 1)
}

function expand(pattern: readonly string[], trees: readonly unknown[], place: Path): Path[] {
  const [step, ...rest] = pattern
  if (step === undefined) return [place]
  if (step !== ANY_NAME) return expand(rest, trees, [...place, step])
  const names = new Set(trees.flatMap((tree) => namesAt(tree, place)))
  return [...names].flatMap((name) => expand(rest, trees, [...place, name]))
}

const isTree = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
