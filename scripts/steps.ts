import { spawnSync } from 'node:child_process'
import path from 'node:path'

/** One command of a longer job: a script (and its arguments) for this same Node, from the root. */
export interface Step {
  readonly name: string
  readonly command: readonly [script: string, ...args: string[]]
  readonly env?: Readonly<Record<string, string>>
}

export const ROOT = path.join(import.meta.dirname, '..')

/** Runs the steps one after the other, stops at the first that fails, and prints how long each took. */
export function runSteps(steps: readonly Step[]): boolean {
  return steps.every((step) => runStep(step))
}

function runStep({ name, command, env }: Step): boolean {
  const start = performance.now()
  console.log(`\n── ${name}`)
  const { status, signal } = spawnSync(process.execPath, command, {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  })
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  console.log(`── ${name}: ${status === 0 ? 'ok' : `failed (${signal ?? status})`}, ${seconds} s`)
  return status === 0
}
