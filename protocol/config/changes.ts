import { findNodeAtLocation, parseTree } from 'jsonc-parser'
import { parseJsonc, positionAt } from './parse.ts'
import { formatPath, type Path } from './path.ts'

/** One setting as it is to be; left out of the file where there is no value. */
export interface Change {
  readonly path: Path
  readonly value?: unknown
}

/** Where a setting, or the nearest thing around it that is there, stands in a text; the file itself at worst. */
export function locate(text: string, path: Path): { line: number; column: number; length: number } {
  const tree = parseTree(text, [], { allowTrailingComma: true, allowEmptyContent: true })
  for (let depth = path.length; tree && depth >= 0; depth--) {
    const node = findNodeAtLocation(tree, path.slice(0, depth))
    if (!node) continue
    const isWhole = depth === path.length && node.type !== 'object'
    return { ...positionAt(text, node.offset), length: isWhole ? node.length : 1 }
  }
  return { line: 1, column: 1, length: 0 }
}

/** The settings that two texts say differently, as people write their paths, in the order of the file. */
export function listDifferences(before: string, after: string): Path[] {
  const [old, next] = [before, after].map((text) => leavesOf(treeOf(text), []))
  const known = new Map(old?.map(({ path, value }) => [formatPath(path), value]))
  const changed = (next ?? []).filter(({ path, value }) => {
    const name = formatPath(path)
    const isSame = known.get(name) === value
    known.delete(name)
    return !isSame
  })
  const gone = (old ?? []).filter(({ path }) => known.has(formatPath(path)))
  return [...changed, ...gone].map(({ path }) => path)
}

const treeOf = (text: string): unknown => {
  const parsed = parseJsonc(text)
  return parsed.ok ? parsed.value : {}
}

/** A list counts as one setting: its items have no names. */
function leavesOf(tree: unknown, path: Path): { path: Path; value: string }[] {
  if (typeof tree !== 'object' || tree === null || Array.isArray(tree)) {
    return [{ path, value: JSON.stringify(tree) }]
  }
  const entries = Object.entries(tree)
  if (entries.length === 0 && path.length > 0) return [{ path, value: '{}' }]
  return entries.flatMap(([key, value]) => leavesOf(value, [...path, key]))
}
