/** What a shell would read something into. */
const SHELL_SIGNS = /[|&;<>$`"'\\*?(){}[\]~#!\n]/

/**
 * What to say of a command whose program is not there. A whole line in the first word is the mistake that models make
 * most: it is told as it should have been.
 */
export function describeNoProgram(argv: readonly string[]): string {
  const [program = ''] = argv
  const there = `There is no program ${JSON.stringify(program.slice(0, 200))}.`
  if (!isLine(argv)) return `${there} For shell syntax run ["bash", "-c", "…"].`
  const line = argv.join(' ')
  const meant = SHELL_SIGNS.test(line) ? ['bash', '-c', line] : line.trim().split(/\s+/)
  return `${there} argv is a list of words, here ${JSON.stringify(meant).slice(0, 1_000)}.`
}

/** Whether a command stands in one word. */
export const isLine = ([program = '']: readonly string[]): boolean => /\S\s+\S/.test(program)
