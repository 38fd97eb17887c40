import { getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import type { Path } from './path.ts'

export type ParsedJsonc =
  | { ok: true; value: unknown; duplicates: Path[] }
  | { ok: false; problem: string; position: Position; reason: string }

/** A place in a text, counted from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** What the parser's words mean to a person. */
const MEANINGS: Record<string, string> = {
  InvalidSymbol: 'an unknown word (texts need double quotes)',
  InvalidNumberFormat: 'a number that is not well formed',
  PropertyNameExpected: 'the name of a setting was expected, in double quotes',
  ValueExpected: 'a value was expected',
  ColonExpected: 'a colon was expected',
  CommaExpected: 'a comma is missing before this',
  CloseBraceExpected: 'a closing } is missing',
  CloseBracketExpected: 'a closing ] is missing',
  EndOfFileExpected: 'nothing more was expected here',
  InvalidCommentToken: 'a comment that is not well formed',
  UnexpectedEndOfComment: 'a comment that does not end',
  UnexpectedEndOfString: 'a text that does not end',
  UnexpectedEndOfNumber: 'a number that does not end',
  InvalidUnicode: 'a \\u escape that is not well formed',
  InvalidEscapeCharacter: 'an escape that is not well formed',
  ObjectExpected: 'the file must be one object, { … }',
  InvalidCharacter: 'a character that is not allowed here',
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
  const meaning = MEANINGS[reason] ?? 'it does not parse'
  const position = positionAt(text, offset)
  const { line, column } = position
  return { ok: false, problem: `line ${line}, column ${column}: ${meaning}`, position, reason }
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
