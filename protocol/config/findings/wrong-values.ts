import type * as z from 'zod'
import { isSecretPath, type Path, valueAt } from '../path.ts'
import { type Expected, type Finding, toFinding } from './finding.ts'

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
): { value: unknown; findings: Finding[] } {
  const value = structuredClone(tree)
  const findings: Finding[] = []
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const result = schema.safeParse(value)
    if (result.success) return { value, findings }
    const issues = flatten(result.error.issues)
    findings.push(...issues.map((issue) => describe(issue, written)))
    // Back to front, so that an index still names the same item after an earlier one has gone.
    for (const issue of issues.toReversed()) remove(value, issue.path)
  }
  return { value: {}, findings }
}

interface Issue {
  readonly path: Path
  readonly expected: readonly Expected[]
  /** It is the name at the end of the path that does not fit. */
  readonly isName: boolean
}

/** A union says "invalid input"; its branches know what was expected. */
function flatten(issues: readonly z.core.$ZodIssue[], prefix: Path = []): Issue[] {
  return issues.map((issue) => {
    const path = [...prefix, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))]
    const reasons =
      issue.code === 'invalid_union'
        ? issue.errors.flatMap((branch) => branch[0] ?? [])
        : issue.code === 'invalid_key'
          ? issue.issues
          : [issue]
    return { path, expected: reasons.map(expectation), isName: issue.code === 'invalid_key' }
  })
}

function expectation(issue: z.core.$ZodIssue): Expected {
  if (issue.code === 'invalid_value') return { is: 'one-of', values: issue.values.map(String) }
  if (issue.code === 'invalid_type') return { is: 'type', type: issue.expected }
  if (issue.code === 'invalid_format' && issue.format === 'url') return { is: 'url' }
  if (issue.code === 'too_small' && issue.origin === 'string') return { is: 'filled' }
  if (issue.code === 'too_small') {
    return { is: issue.origin === 'array' ? 'items' : 'at-least', limit: Number(issue.minimum) }
  }
  if (issue.code === 'too_big' && issue.origin === 'string') {
    return { is: 'characters', limit: Number(issue.maximum) }
  }
  if (issue.code === 'too_big') return { is: 'at-most', limit: Number(issue.maximum) }
  return { is: 'words', words: issue.message }
}

function describe({ path, expected, isName }: Issue, written: unknown): Finding {
  const shown = isSecretPath(path) ? undefined : show(isName ? path.at(-1) : valueAt(written, path))
  return toFinding({
    kind: 'wrong',
    path,
    ...(shown === undefined ? {} : { shown }),
    expected,
    instead: isName ? 'left-out' : 'default',
  })
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
