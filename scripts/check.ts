/** Every static check, in the order of how fast it fails. Prints the time of each. */
import { runSteps, type Step } from './steps.ts'

export const checks: readonly Step[] = [
  {
    name: 'format and lint',
    command: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'],
  },
  { name: 'types', command: ['node_modules/typescript/bin/tsc', '--noEmit'] },
  { name: 'structure', command: ['scripts/structure.ts'] },
  { name: 'dead code', command: ['node_modules/knip/bin/knip.js', '--no-progress'] },
]

export function main(): void {
  process.exitCode = runSteps(checks) ? 0 : 1
}
