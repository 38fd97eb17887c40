import { type Approval, type ExecBinding, shortHash } from './approvals.ts'
import { reveal } from './reveal.ts'

/**
 * A tool call in one line, for whoever may have to answer for it: `exec git status`, `read notes/today.md`. Whole, never
 * shortened, and nothing of it hidden.
 */
export function describeInput(tool: string, input: unknown): string {
  const fields: Record<string, unknown> = typeof input === 'object' && input !== null ? { ...input } : {}
  const { argv, path } = fields
  if (Array.isArray(argv))
    return [tool, ...argv.map((word) => quote(String(word)))].join(' ') + circumstances(fields)
  if (typeof path === 'string') return `${tool} ${quote(path)}`
  const rest = Object.entries(fields).map(([name, value]) => `${name}=${quote(show(value))}`)
  return [tool, ...rest].join(' ')
}

/** The same of what waits for an answer, with the program that words are typed into. */
export function describeAsked({
  tool,
  input,
  typesInto,
}: Pick<Approval, 'tool' | 'typesInto'> & { input?: unknown }): string {
  const into = typesInto ? ` (typed into ${typesInto.map(quote).join(' ')})` : ''
  return describeInput(tool, input) + into
}

function circumstances({ cwd, background }: Record<string, unknown>): string {
  const folder = typeof cwd === 'string' && cwd !== '.' ? ` (in ${quote(cwd)})` : ''
  return background === true ? `${folder} (in the background)` : folder
}

/** What an answer holds for beside the words of a call, a line each: the place, the program, its files, the environment. */
export function describeBound({ binding, outside }: Pick<Approval, 'binding' | 'outside'>): string[] {
  return [
    ...(outside !== null && outside !== binding?.directory ? [`leads to ${outside}`] : []),
    ...(binding ? listBound(binding) : []),
  ].map(reveal)
}

function listBound({ directory, program, scripts, environment, variables = [] }: ExecBinding): string[] {
  const hashed = ({ path, sha256 }: ExecBinding['program']) => `${path} sha256:${shortHash(sha256)}`
  return [
    `folder ${directory}`,
    `program ${hashed(program)}`,
    ...scripts.map((script) => `file ${hashed(script)}`),
    `environment ${[...variables, `sha256:${shortHash(environment)}`].join(' ')}`,
  ]
}

const show = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))

/** Words with anything but plain characters are quoted, so that it is plain where each begins and ends. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : reveal(JSON.stringify(word))
}
