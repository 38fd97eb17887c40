import { asTyped } from '../as-typed.ts'
import type { LocalContext } from '../context.ts'
import { oneLine } from '../table.ts'
import { paint, printJson } from '../terminal.ts'
import { ACCESS_CHECKS } from './checks/access.ts'
import { GATEWAY_CHECKS } from './checks/gateway.ts'
import { HOME_CHECKS } from './checks/home.ts'
import { RECORD_CHECKS } from './checks/records.ts'
import { type Facts, gatherFacts } from './facts.ts'
import type { Check, Finding } from './finding.ts'
import { repair } from './repair.ts'

export const CHECKS: readonly Check[] = [
  ...HOME_CHECKS,
  ...ACCESS_CHECKS,
  ...RECORD_CHECKS,
  ...GATEWAY_CHECKS,
]

const MARKS = {
  good: ['✓', 'green'],
  warning: ['!', 'yellow'],
  fault: ['✗', 'red'],
} as const

/** Every check's findings, in order. */
export function examine(facts: Facts, checks: readonly Check[] = CHECKS): (Finding & { id: string })[] {
  return checks.flatMap(({ id, run }) => [run(facts) ?? []].flat().map((finding) => ({ id, ...finding })))
}

/**
 * `openclaw doctor`: one line for each check. Exit code 1 where something is wrong; with `--security`
 * also where something only could be better.
 */
export async function doctor(
  context: LocalContext,
  options: { fix: boolean; security: boolean; online: boolean },
): Promise<void> {
  const { terminal, json } = context
  let facts = await gatherFacts(context, options)
  const repaired = options.fix ? repair(facts) : []
  if (repaired.length > 0) facts = await gatherFacts(context, options)

  const checks = options.security ? CHECKS.filter((check) => check.security) : CHECKS
  const findings = examine(facts, checks)
  const count = (level: Finding['level']): number => findings.filter((found) => found.level === level).length
  const faults = count('fault')
  const warnings = count('warning')
  if (faults > 0 || (options.security && warnings > 0)) process.exitCode = 1
  if (json) return printJson(terminal, { faults, warnings, repaired, findings })
  for (const sentence of repaired) terminal.out.write(`${paint(terminal.out, 'cyan', '~')} ${sentence}\n`)
  for (const finding of findings) printFinding(context, finding)
  const sum = faults + warnings === 0 ? 'Nothing is wrong.' : `${faults} wrong, ${warnings} to look at.`
  terminal.out.write(`${paint(terminal.out, 'bold', sum)}\n`)
}

function printFinding({ terminal: { out }, environment }: LocalContext, { level, text, fix }: Finding): void {
  const [mark, colour] = MARKS[level]
  const advice = fix === undefined ? '' : paint(out, 'dim', `  → ${asTyped(oneLine(fix), environment)}`)
  out.write(`${paint(out, colour, mark)} ${oneLine(text)}${advice}\n`)
}
