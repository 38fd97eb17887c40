import type * as z from 'zod'
import { formatPath, isSecretPath, type Path, valueAt } from './path.ts'

/** Leaving out one wrong value can bring out another; far more rounds than a file of this size needs. */
const MOST_ROUNDS = 50

/**
 * Leaves out what does not fit the schema and says of each: the path, the value and what was expected.
 * `written` is the tree as it stands in the file, so that no substituted secret is ever shown.
 */
export function dropWrongValues(
  schema: z.ZodType,
  tree: unknown,
  written: unknown,
): { value: unknown; problems: string[] } {
  const value = structuredClone(tree)
  const problems: string[] = []
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const result = schema.safeParse(value)
    if (result.success) return { value, problems }
    const issues = flatten(result.error.issues)
    problems.push(...issues.map((issue) => describe(issue, written)))
    // Back to front, so that an index still names the same item after an earlier one has gone.
    for (const issue of issues.toReversed()) remove(value, issue.path)
  }
  return { value: {}, problems }
}

interface Issue {
  readonly path: Path
  readonly message: string
}

/** A union says "invalid input"; its branches know what was expected. */
function flatten(issues: readonly z.core.$ZodIssue[], prefix: Path = []): Issue[] {
  return issues.map((issue) => {
    const path = [...prefix, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))]
    if (issue.code !== 'invalid_union') return { path, message: expectation(issue) }
    const branches = issue.errors.flatMap((branch) => branch[0] ?? []).map(expectation)
    return { path, message: [...new Set(branches)].join(' or ') }
  })
}

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `one of ${issue.values.map((v) => JSON.stringify(v)).join(', ')}`
  if (issue.code === 'invalid_type') return TYPE_WORDS[issue.expected] ?? issue.expected
  if (issue.code === 'invalid_format' && issue.format === 'url')
    return 'an address such as http://127.0.0.1:8080/v1'
  if (issue.code === 'too_small' && issue.origin === 'string') return 'a text that is not empty'
  if (issue.code === 'too_small' && issue.origin === 'array') return `a list of at least ${issue.minimum}`
  if (issue.code === 'too_small') return `${issue.minimum} or more`
  if (issue.code === 'too_big') return `${issue.maximum} or less`
  return issue.message
}

const TYPE_WORDS: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list, [ … ]',
  object: 'an object, { … }',
  record: 'an object, { … }',
}

function describe(issue: Issue, written: unknown): string {
  const shown = isSecretPath(issue.path)
    ? 'a value that is not shown here'
    : show(valueAt(written, issue.path))
  return `${formatPath(issue.path)} is ${shown}; expected ${issue.message}. The default is used instead.`
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing'
  return text.length > 80 ? `${text.slice(0, 77)}…` : text
}

function remove(tree: unknown, path: Path): void {
  const last = path.at(-1)
  const parent = valueAt(tree, path.slice(0, -1))
  if (last === undefined || typeof parent !== 'object' || parent === null) return
  if (Array.isArray(parent)) parent.splice(Number(last), 1)
  else Reflect.deleteProperty(parent, last)
}
