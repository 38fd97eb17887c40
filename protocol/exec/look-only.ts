import { LOOKS, type Look } from './looks.ts'

/** `sed` is a language that can write and run; this much of it only prints some lines. */
const SED_PRINT = /^\d{1,9}(,(\d{1,9}|\$))?p$/

/**
 * The paths that a command names, where it is one that only looks and every word of it is known to be
 * harmless; undefined for all others. The caller checks where the paths lead: none may leave the workspace.
 * Pure. By plain program names only: a path may lead to a file that a tool wrote.
 */
export function listLookedAt(argv: readonly string[]): string[] | undefined {
  const [program = '', ...words] = argv
  if (words.some((word) => word.includes('\0'))) return undefined
  if (program === 'sed') {
    const [quiet, script = '', ...paths] = words
    const fits = quiet === '-n' && SED_PRINT.test(script) && paths.every((path) => !path.startsWith('-'))
    return fits ? paths : undefined
  }
  const look = Object.hasOwn(LOOKS, program) ? LOOKS[program] : undefined
  if (!look?.subcommands) return look && listOperands(look, words)
  const [name = '', ...rest] = words
  const sub = Object.hasOwn(look.subcommands, name) ? look.subcommands[name] : undefined
  return sub && listOperands(sub, rest)
}

function listOperands(look: Look, words: readonly string[]): string[] | undefined {
  const operands: string[] = []
  let onlyOperands = false
  for (const word of words) {
    if (!onlyOperands && word === '--') onlyOperands = true
    else if (onlyOperands || !word.startsWith('-') || word === '-') {
      if (!look.words?.includes(word) && word !== '-') operands.push(word)
    } else if (!isKnownOption(look, word)) return undefined
  }
  if (look.most !== undefined && operands.length > look.most) return undefined
  return operands.slice(look.skip ?? 0)
}

function isKnownOption({ flags = '', long = [], words = [] }: Look, word: string): boolean {
  if (words.includes(word)) return true
  const named = /^--([a-z][a-z0-9-]*)(?:=([^/\\]*))?$/.exec(word)
  if (named) return long.includes(named[1] ?? '')
  const short = /^-([A-Za-z]*)[0-9.,:;|+%-]*$/.exec(word)
  return short !== null && [...(short[1] ?? '')].every((letter) => flags.includes(letter))
}
