import { getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import { saySyntax } from './findings/words.ts'
import type { Path } from './path.ts'

export type ParsedJsonc =
  | { ok: true; value: unknown; duplicates: Path[] }
  | { ok: false; problem: string; position: Position; reason: string }

/** A place in a text, counted from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Parses JSON with comments and trailing commas. A file of nothing but comments is an empty object. */
export function parseJsonc(source: string): ParsedJsonc {
  const text = source.startsWith('\uFEFF') ? source.slice(1) : source
  const errors: ParseError[] = []
  const tree = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true })
  const first = errors[0]
  if (first) {
    return refuse(text, first.offset, printParseErrorCode(first.error))
  }
  if (!tree) return { ok: true, value: {}, duplicates: [] }
  if (tree.type !== 'object') {
    return refuse(text, tree.offset, 'ObjectExpected')
  }
  return { ok: true, value: getNodeValue(tree), duplicates: listDuplicates(tree, []) }
}

function refuse(text: string, offset: number, reason: string): ParsedJsonc {
  const position = positionAt(text, offset)
  const { line, column } = position
  return {
    ok: false,
    problem: `line ${line}, column ${column}: ${saySyntax(reason, 'en')}`,
    position,
    reason,
  }
}

export function positionAt(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split('\n')
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
}

function listDuplicates(node: Node, path: Path): Path[] {
  const seen = new Set<string>()
  return (node.children ?? []).flatMap((child, index) => {
    if (child.type !== 'property') return listDuplicates(child, [...path, index])
    const [key, value] = child.children ?? []
    const name = String(key?.value)
    const own = [...path, name]
    const repeated = seen.has(name) ? [own] : []
    seen.add(name)
    return value ? [...repeated, ...listDuplicates(value, own)] : repeated
  })
}
