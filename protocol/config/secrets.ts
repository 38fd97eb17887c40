import { findNodeAtOffset, getNodePath, type Node, type ParseError, parseTree } from 'jsonc-parser'
import { AppError } from '../errors.ts'
import { editConfig } from './edit.ts'
import { formatPath, isSecretPath, type Path } from './path.ts'

/** A text that is nothing but a reference to the environment tells no secret. */
const ONLY_VARIABLES = /^(\$\{[A-Za-z_][A-Za-z0-9_]*\})+$/
/** Name and password in an address. */
const IN_ADDRESS = /(?<=\/\/)[^/@\s"]{1,500}(?=@)/g
/** What looks like a secret where nothing says what it is: in comments, and in a text that does not parse. */
const LOOKS_SECRET =
  /(?:key|keys|token|secret|password|authorization)["']?[ \t]{0,9}[:=][ \t]{0,9}\[?["']?(?:bearer |basic )?([^\s"',{}[\]]{4,4096})/gi
const MARK = /\[hidden (\d{1,6})\]/g
/** The place of whatever is no setting. */
export const COMMENT = '//'
const TOLERANT = { allowTrailingComma: true, allowEmptyContent: true }

/** Where a secret stands in a text, and at what place of the configuration, list positions left out. */
interface Span {
  readonly offset: number
  readonly length: number
  readonly place: string
  /** A number where a text belongs: its mark needs quotes. */
  readonly isBare?: boolean
}

/** The text with each secret replaced by `[hidden 1]`, `[hidden 2]` …, which `restoreSecrets` knows again. */
export function hideSecrets(text: string): string {
  let hidden = ''
  let end = 0
  for (const [index, { offset, length, isBare }] of listSpans(text).entries()) {
    const mark = `[hidden ${index + 1}]`
    hidden += text.slice(end, offset) + (isBare ? `"${mark}"` : mark)
    end = offset + length
  }
  return hidden + text.slice(end)
}

/**
 * The text with each `[hidden …]` replaced by the secret of `base` that it stands for. Throws `bad_request` where
 * one stands where that secret did not: a secret may not be moved to where it could be read.
 */
export function restoreSecrets(text: string, base: string): string {
  const spans = listSpans(base)
  const tree = parseTree(text, [], TOLERANT)
  return text.replace(MARK, (mark, number: string, offset: number) => {
    const place = placeAt(tree, offset)
    const span = spans[Number(number) - 1]
    if (span?.place !== place) throw misplaced(mark, place)
    return base.slice(span.offset, span.offset + span.length)
  })
}

/** The same for one value that is to be written at a path. */
export function restoreValue(value: unknown, path: Path, base: string): unknown {
  if (typeof value === 'string') {
    const spans = listSpans(base)
    return value.replace(MARK, (mark, number: string) => {
      const span = spans[Number(number) - 1]
      if (span?.place !== placeOf(path)) throw misplaced(mark, placeOf(path))
      return String(JSON.parse(`"${base.slice(span.offset, span.offset + span.length)}"`))
    })
  }
  if (Array.isArray(value)) return value.map((item, index) => restoreValue(item, [...path, index], base))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, restoreValue(item, [...path, key], base)]),
  )
}

/** The same text with the secrets that stand at the same places now; `lost` are the places where none stands any more. */
export function adoptSecrets(hidden: string, current: string): { text: string; lost: string[] } {
  const spans = listSpans(current)
  const tree = parseTree(hidden, [], TOLERANT)
  const seen = new Map<string, number>()
  const lost: string[] = []
  const text = hidden.replace(MARK, (mark: string, _number, offset: number) => {
    const place = placeAt(tree, offset)
    const nth = seen.get(place) ?? 0
    seen.set(place, nth + 1)
    const span = spans.filter((candidate) => candidate.place === place)[nth]
    if (span) return current.slice(span.offset, span.offset + span.length)
    lost.push(place)
    return mark
  })
  return { text, lost }
}

/** The text without the settings whose secret is a mark; the other items of a list go with it. */
export function dropHidden(text: string): string {
  const tree = parseTree(text, [], TOLERANT)
  const mark = tree && [...text.matchAll(MARK)].find(({ index }) => placeAt(tree, index) !== COMMENT)
  const node = mark && findNodeAtOffset(tree, mark.index)
  if (!node) return text
  const path = getNodePath(node)
  const inList = path.findIndex((step) => typeof step === 'number')
  return dropHidden(editConfig(text, inList < 0 ? path : path.slice(0, inList), undefined))
}

/** A tree of settings with each secret replaced by `[hidden]`, safe to show. */
export function maskTree(value: unknown, path: Path = []): unknown {
  if (typeof value === 'string') return maskWords(value, path)
  if (Array.isArray(value)) return value.map((item, index) => maskTree(item, [...path, index]))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, maskTree(item, [...path, key])]),
    )
  }
  return value !== undefined && isSecretPath(path) ? '[hidden]' : value
}

function maskWords(text: string, path: Path): string {
  if (isSecretPath(path)) return ONLY_VARIABLES.test(text) ? text : '[hidden]'
  return text.replace(IN_ADDRESS, '[hidden]')
}

function misplaced(mark: string, place: string): AppError {
  const where = place === COMMENT ? 'a comment' : place
  return new AppError(
    'bad_request',
    `${mark} at ${where} stands for no secret that is there. Write the value itself, best as \${NAME}. Nothing was changed.`,
  )
}

function listSpans(text: string): Span[] {
  const errors: ParseError[] = []
  const tree = parseTree(text, errors, TOLERANT)
  const known = tree ? listInTree(text, tree, []) : []
  const covered = new Set(known.map(({ offset }) => offset))
  const looks = [...text.matchAll(LOOKS_SECRET)].flatMap((match): Span[] => {
    const value = match[1] ?? ''
    const offset = match.index + match[0].length - value.length
    if (covered.has(offset) || ONLY_VARIABLES.test(value)) return []
    const place = placeAt(tree, offset)
    // In a text that parses, the tree has said what is a secret.
    return place === COMMENT || errors.length > 0 ? [{ offset, length: value.length, place }] : []
  })
  return [...known, ...looks].sort((a, b) => a.offset - b.offset)
}

function listInTree(text: string, node: Node, path: Path): Span[] {
  if (node.type === 'property') {
    const [key, value] = node.children ?? []
    return value ? listInTree(text, value, [...path, String(key?.value)]) : []
  }
  if (node.type === 'object' || node.type === 'array') {
    return (node.children ?? []).flatMap((child, index) =>
      listInTree(text, child, node.type === 'array' ? [...path, index] : path),
    )
  }
  const place = placeOf(path)
  if (node.type !== 'string') {
    return isSecretPath(path) && node.type === 'number'
      ? [{ offset: node.offset, length: node.length, place, isBare: true }]
      : []
  }
  const inner = { offset: node.offset + 1, length: node.length - 2, place }
  if (isSecretPath(path)) return ONLY_VARIABLES.test(node.value) || inner.length < 1 ? [] : [inner]
  return [...text.slice(inner.offset, inner.offset + inner.length).matchAll(IN_ADDRESS)].map((match) => ({
    offset: inner.offset + match.index,
    length: match[0].length,
    place,
  }))
}

const placeOf = (path: Path): string => formatPath(path.filter((step) => typeof step === 'string'))

function placeAt(tree: Node | undefined, offset: number): string {
  const node = tree && findNodeAtOffset(tree, offset)
  return node?.type === 'string' && offset > node.offset ? placeOf(getNodePath(node)) : COMMENT
}
