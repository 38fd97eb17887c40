import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { startGatewayProcess } from '#testing/gateway-process.ts'
import type { Figure } from './figures.ts'

const BIN = path.join(import.meta.dirname, '..', 'bin', 'openclaw.cjs')

/** `openclaw status` from spawn to exit, on this Node and through an older one where the machine has it. Milliseconds. */
export async function measureCommand(runs: number): Promise<Figure[]> {
  const gateway = await startGatewayProcess()
  const old = findOldNode()
  const time = (node: string): number[] =>
    Array.from({ length: runs + 1 }, () => {
      const begun = performance.now()
      const { status } = spawnSync(node, [BIN, 'status'], {
        env: { PATH: process.env.PATH, OPENCLAW_HOME: gateway.home, NODE_ENV: 'production' },
      })
      if (status !== 0) throw new Error(`openclaw status ended with ${status}`)
      return performance.now() - begun
    }).slice(1) // the first one fills the compile cache
  try {
    const name = '`openclaw status`'
    return [
      { name: `${name} on Node 24`, unit: 'ms', goal: 150, samples: time(process.execPath) },
      ...(old
        ? [{ name: `${name} through an older Node`, unit: 'ms' as const, goal: 230, samples: time(old) }]
        : []),
    ]
  } finally {
    await gateway.dispose()
  }
}

function findOldNode(): string | undefined {
  return ['/usr/bin/node', '/usr/local/bin/node'].find((file) => {
    const { status, stdout } = spawnSync(file, ['--version'], { encoding: 'utf8' })
    return status === 0 && Number(/^v(\d+)/.exec(stdout)?.[1]) < 24
  })
}
