import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { buildGateway, bundleAgent } from '#testing/bundles.ts'
import { connectClient } from '#testing/client.ts'
import { findFreePort } from '#testing/sockets/free-port.ts'
import { createEnv } from './env.ts'
import { startGateway } from './main.ts'

const newHome = () => join(mkdtempSync(join(tmpdir(), 'openclaw-main-')), 'home')

const ROOT = join(import.meta.dirname, '..')

let agentEntry: string
beforeAll(async () => {
  buildGateway()
  agentEntry = await bundleAgent()
}, 120_000)

/** The built gateway as a process of its own. Resolves when it has said that it is ready, or has ended. */
async function spawnGateway(home: string, port: number): Promise<{ child: ChildProcess; output(): string }> {
  const child = spawn(process.execPath, [join(ROOT, 'dist', 'gateway.js')], {
    env: {
      PATH: process.env.PATH,
      HOME: tmpdir(),
      OPENCLAW_HOME: home,
      OPENCLAW_GATEWAY_PORT: String(port),
      NODE_ENV: 'production',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  const printed = new Promise<void>((resolve) => {
    const take = (data: unknown): void => {
      output += String(data)
      if (output.includes('Ctrl+C')) resolve()
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.once('close', () => resolve())
  })
  await printed
  return { child, output: () => output }
}

async function exitCodeOf({ child }: { child: ChildProcess }): Promise<number | null> {
  if (child.exitCode === null) await once(child, 'exit')
  return child.exitCode
}

describe('the gateway', () => {
  it('answers over /ws with the built-in model, and everything is still there after a restart', async () => {
    const home = newHome()
    const env = createEnv({ OPENCLAW_HOME: home, OPENCLAW_LOG_LEVEL: 'silent', PATH: process.env.PATH })
    const first = await startGateway({ env, port: 0, agentEntry })
    onTestFinished(() => first.stop())
    await first.whenReady()
    writeFileSync(join(home, 'workspace', 'config.json'), '{"name":"demo"}')

    const client = await connectClient(first.port, readToken(home))
    const { sessions } = await client.request<{ sessions: { id: string; key: string }[] }>('sessions.list')
    const sessionId = sessions.find((session) => session.key === 'agent:main:main')?.id
    await client.subscribe(`session:${sessionId}`)
    await client.request('chat.send', { text: 'read config.json', idempotencyKey: 'one' })
    const end = await client.event((frame) => (frame.event as { type: string }).type === 'run-end')
    expect(end.event).toMatchObject({ status: 'completed' })
    client.close()
    await first.stop()

    const second = await startGateway({ env, port: 0, agentEntry })
    onTestFinished(() => second.stop())
    const again = await connectClient(second.port, readToken(home))
    const history = await again.request<{ messages: unknown[] }>('chat.history', { sessionId })
    expect(JSON.stringify(history.messages)).toContain('demo')
    expect(history.messages).toHaveLength(2)
    again.close()
  })

  it('keeps a newly chosen main model over a restart, in the configuration as its owner wrote it', async () => {
    const home = newHome()
    mkdirSync(home, { recursive: true })
    writeFileSync(join(home, 'openclaw.json'), '{\n  // mine\n  "models": { "local": "ollama:llama3" }\n}\n')
    const env = createEnv({ OPENCLAW_HOME: home, OPENCLAW_LOG_LEVEL: 'silent', PATH: process.env.PATH })
    const first = await startGateway({ env, port: 0, agentEntry })
    onTestFinished(() => first.stop())
    const client = await connectClient(first.port, readToken(home))
    const used = await client.request<{ model: string }>('models.use', { model: 'gpt-4o' })
    client.close()
    await first.stop()
    expect(readFileSync(join(home, 'openclaw.json'), 'utf8')).toMatch(/\/\/ mine.*ollama:llama3.*gpt-4o/s)

    const second = await startGateway({ env, port: 0, agentEntry })
    onTestFinished(() => second.stop())
    const again = await connectClient(second.port, readToken(home))
    expect(await again.request('models.list')).toMatchObject({ main: used.model })
    again.close()
  })

  it('stops on SIGTERM with exit code 0 and leaves no record of itself', async () => {
    const home = newHome()
    const gateway = await spawnGateway(home, await findFreePort())
    expect(gateway.output()).not.toContain('login#code') // nobody sits at a terminal: this may be a service's log
    expect(existsSync(join(home, 'state', 'gateway.json'))).toBe(true)
    gateway.child.kill('SIGTERM')
    expect(await exitCodeOf(gateway)).toBe(0)
    expect(existsSync(join(home, 'state', 'gateway.json'))).toBe(false)
    const log = readFileSync(join(home, 'state', 'logs', 'gateway.log'), 'utf8')
    expect(log).not.toContain(readToken(home))
    expect(log).not.toContain('did not stop cleanly')
  })

  it('refuses a port that is taken with exit code 1, and a home that is taken, each naming the holder', async () => {
    const holder = createServer().listen(0, '127.0.0.1')
    await once(holder, 'listening')
    onTestFinished(() => void holder.close())
    const { port } = holder.address() as AddressInfo
    const refused = await spawnGateway(newHome(), port)
    expect(await exitCodeOf(refused)).toBe(1)
    expect(refused.output()).toContain(`Port ${port} is already in use`)

    const home = newHome()
    const first = await spawnGateway(home, await findFreePort())
    const second = await spawnGateway(home, await findFreePort())
    expect(await exitCodeOf(second)).toBe(1)
    expect(second.output()).toContain(`process ${first.child.pid}`)
    expect(first.child.exitCode).toBeNull()
  })

  it.each<[string, string, (home: string) => void]>([
    [
      'a damaged database',
      'is damaged',
      (home) => {
        mkdirSync(join(home, 'state'), { recursive: true })
        writeFileSync(join(home, 'state', 'openclaw.db'), 'not a database at all. '.repeat(400))
      },
    ],
    [
      'a home of another program',
      'OPENCLAW_HOME',
      (home) => mkdirSync(join(home, 'agents'), { recursive: true }),
    ],
    [
      'a state folder that is a file',
      'is in the way',
      (home) => {
        mkdirSync(home, { recursive: true })
        writeFileSync(join(home, 'state'), '')
      },
    ],
  ])('refuses %s with exit code 78 and one clear line', async (_, sentence, prepare) => {
    const home = newHome()
    prepare(home)
    const refused = await spawnGateway(home, await findFreePort())
    expect(await exitCodeOf(refused)).toBe(78)
    expect(refused.output().trim().split('\n')).toHaveLength(1)
    expect(refused.output()).toMatch(new RegExp(`^openclaw: .*${sentence}`))
    expect(refused.output()).toContain(home)
  })

  it('starts with a configuration that has a syntax error, says where, and leaves it alone', async () => {
    const home = newHome()
    mkdirSync(home, { recursive: true })
    writeFileSync(join(home, 'openclaw.json'), '{\n  "models": oops\n}')
    const env = createEnv({ OPENCLAW_HOME: home, OPENCLAW_LOG_LEVEL: 'silent', PATH: process.env.PATH })
    const gateway = await startGateway({ env, port: 0, agentEntry })
    onTestFinished(() => gateway.stop())
    expect(gateway.facts().problems[0]).toContain('line 2, column 13')
    expect(readFileSync(join(home, 'openclaw.json'), 'utf8')).toBe('{\n  "models": oops\n}')
  })
})

function readToken(home: string): string {
  return readFileSync(join(home, 'state', 'gateway.token'), 'utf8').trim()
}
