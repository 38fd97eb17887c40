import { printable } from './terminal.ts'

/** A tool call in one line: `exec git status`, `read notes/today.md`. Shown whole, never shortened. */
export function describeInput(tool: string, input: unknown): string {
  const fields: Record<string, unknown> = typeof input === 'object' && input !== null ? { ...input } : {}
  const { argv, path } = fields
  if (Array.isArray(argv))
    return `${tool} ${argv.map((word) => quote(String(word))).join(' ')}${folder(fields.cwd)}`
  if (typeof path === 'string') return `${tool} ${quote(path)}`
  const rest = Object.entries(fields).map(([name, value]) => `${name}=${quote(show(value))}`)
  return [tool, ...rest].join(' ')
}

function folder(cwd: unknown): string {
  return typeof cwd === 'string' && cwd !== '.' ? ` (in ${quote(cwd)})` : ''
}

const show = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))

/** Words with anything but plain characters are quoted, so that it is plain where each begins and ends. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(printable(word))
}
