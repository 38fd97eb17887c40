/**
 * The container engine for the tests: the one that runs, else one that is started for as long as they
 * take (which needs root), and the image of the sandbox, built beside the checks.
 */
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, openSync } from 'node:fs'
import path from 'node:path'
import { ROOT, type Step } from '../steps.ts'

const PROGRAM = 'agent/sandbox/main.ts'
const START_LIMIT_MS = 40_000
const LOOK_MS = 500
/** Where there is no right to make networks: boxes have none anyway. */
const WITHOUT_NETWORK = ['--bridge=none', '--iptables=false']

export const sandboxImage: Step = { name: 'sandbox image', command: [PROGRAM, 'build'] }

export interface TestEngine {
  stop(): void
}

/** Undefined where there is none and none could be started. Stopping ends only what was started here. */
export function startEngine(): TestEngine | undefined {
  if (isRunning()) return { stop() {} }
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined
  for (const options of [[], WITHOUT_NETWORK]) {
    const log = path.join(ROOT, 'test-results')
    mkdirSync(log, { recursive: true })
    const output = openSync(path.join(log, 'dockerd.log'), 'a')
    const env = { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin` }
    const engine = spawn('dockerd', options, { detached: true, stdio: ['ignore', output, output], env })
    engine.on('error', () => undefined)
    engine.unref()
    const stop = () => {
      if (engine.pid !== undefined) spawnSync('kill', [String(engine.pid)])
    }
    if (waitUntilRunning()) return { stop }
    stop()
  }
  return undefined
}

/**
 * Begins to build the image, which mostly waits for packages; the step of the same name waits for it.
 * Stopping ends what has not ended by then, with all that it started.
 */
export function beginImage(): { stop(): void } {
  const build = spawn(process.execPath, sandboxImage.command, { cwd: ROOT, detached: true, stdio: 'ignore' })
  build.unref()
  return {
    stop() {
      if (build.pid !== undefined) spawnSync('kill', ['--', `-${build.pid}`], { stdio: 'ignore' })
    },
  }
}

function waitUntilRunning(): boolean {
  const begun = performance.now()
  while (performance.now() - begun < START_LIMIT_MS) {
    if (isRunning()) return true
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_MS)
  }
  return false
}

function isRunning(): boolean {
  const { stdout } = spawnSync(process.execPath, [PROGRAM, 'status'], { cwd: ROOT, encoding: 'utf8' })
  try {
    return typeof JSON.parse(stdout).engine === 'string'
  } catch {
    return false
  }
}
