import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { connectClient } from '#testing/client.ts'
import { startGatewayProcess } from '#testing/gateway-process.ts'
import { findFreePort } from '#testing/sockets/free-port.ts'
import type { Figure } from './figures.ts'

const ROOT = path.join(import.meta.dirname, '..')

/** Spawn of the gateway's process to `welcome`, state there, compile cache warm. Milliseconds. */
export async function measureWelcome(runs: number): Promise<Figure> {
  const first = await startGatewayProcess()
  await first.end()
  const samples: number[] = []
  for (let run = 0; run < runs; run++) {
    const port = await findFreePort()
    const token = first.token()
    const start = performance.now()
    const starting = startGatewayProcess({ home: first.home, port })
    await connectWhenOpen(port, token)
    samples.push(performance.now() - start)
    await (await starting).end()
  }
  await first.dispose()
  return { name: 'spawn of the gateway to `welcome`', unit: 'ms', goal: 700, samples }
}

/** Spawn of the gateway's process to the whole of the first page. Milliseconds. */
export async function measureFirstPage(runs: number): Promise<Figure> {
  const samples: number[] = []
  const first = await startGatewayProcess()
  await first.end()
  for (let run = 0; run < runs; run++) {
    const port = await findFreePort()
    const start = performance.now()
    const starting = startGatewayProcess({ home: first.home, port })
    await getWhenOpen(`http://localhost:${port}/`)
    samples.push(performance.now() - start)
    await (await starting).end()
  }
  await first.dispose()
  return { name: 'spawn of the gateway to the first page', unit: 'ms', goal: 1800, samples }
}

/** `npm start` with nothing stale to ready, npm's own start-up included. Milliseconds. */
export async function measureNpmStart(runs: number): Promise<Figure> {
  const home = mkdtempSync(path.join(tmpdir(), 'openclaw-'))
  const samples: number[] = []
  for (let run = 0; run < runs; run++) {
    const port = await findFreePort()
    const start = performance.now()
    const child = spawn('npm', ['start'], {
      cwd: ROOT,
      stdio: 'ignore',
      detached: true,
      env: { ...process.env, OPENCLAW_HOME: home, OPENCLAW_GATEWAY_PORT: String(port) },
    })
    await getWhenOpen(`http://localhost:${port}/readyz`)
    samples.push(performance.now() - start)
    const exited = new Promise((resolve) => child.on('exit', resolve))
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM')
    await exited
  }
  return { name: '`npm start`, nothing stale, to ready', unit: 'ms', goal: 1500, samples }
}

async function connectWhenOpen(port: number, token: string): Promise<void> {
  for (;;) {
    const client = await connectClient(port, token).catch(() => undefined)
    if (client) return client.close()
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

async function getWhenOpen(url: string): Promise<void> {
  for (;;) {
    const response = await fetch(url).catch(() => undefined)
    if (response) await response.text()
    if (response?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
