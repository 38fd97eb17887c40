import { fork } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { agentMethods, gatewayMethods, gatewayNotices } from '#protocol/agent-rpc.ts'
import { createRpcPeer } from '#protocol/rpc-peer.ts'
import { getBuild } from '#testing/bundles.ts'
import type { Figure } from '../figures.ts'
import { readPss } from '../memory.ts'

const FLOOD = fileURLToPath(new URL('./flood.ts', import.meta.url))
const EVENTS = 100_000

/** How long the model stack may take to load before its memory is read, in milliseconds. */
const LOADING_MS = 2_000

/** A built agent: from the fork until it is ready, and what it holds with the model stack loaded. */
export async function measureAgentStart(runs: number): Promise<Figure[]> {
  const ready: number[] = []
  const memory: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const start = performance.now()
    const child = fork(path.join(getBuild('server'), 'agent.js'), [], {
      env: { PATH: process.env.PATH ?? '', NODE_ENV: 'production' },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const exited = new Promise((resolve) => child.once('exit', resolve))
    const line = createLine(
      (envelope) => child.send(envelope),
      () => undefined,
    )
    await new Promise<void>((resolve) =>
      child.on('message', (raw) => {
        line.receive(raw)
        if ((raw as { method?: string }).method === 'ready') resolve()
      }),
    )
    ready.push(performance.now() - start)
    await line.request('configure', { workspace: process.cwd(), masked: [], bwrap: null })
    await new Promise((resolve) => setTimeout(resolve, LOADING_MS))
    memory.push(readPss(child.pid ?? 0))
    child.kill('SIGKILL')
    await exited
  }
  return [
    { name: 'fork of an agent to ready', unit: 'ms', goal: 400, samples: ready },
    { name: 'memory (PSS) of an agent with the model stack', unit: 'MB', goal: 100, samples: memory },
  ]
}

/** Milliseconds for 100,000 events over the line between agent and gateway, parsed and counted. */
export async function measureEdge(runs: number): Promise<Figure> {
  const samples: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const child = fork(FLOOD, [String(EVENTS)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    const exited = new Promise((resolve) => child.once('exit', resolve))
    let count = 0
    let start = 0
    await new Promise<void>((resolve) => {
      const line = createLine(
        (envelope) => child.send(envelope),
        (chunks) => {
          start ||= performance.now()
          count += chunks
          if (count >= EVENTS) resolve()
        },
      )
      child.on('message', (raw) => line.receive(raw))
    })
    samples.push(performance.now() - start)
    child.kill('SIGKILL')
    await exited
  }
  return { name: '100,000 events over the line of an agent', unit: 'ms', goal: 1_000, samples }
}

/** The gateway's end of the line; it only counts what it hears. */
function createLine(send: (envelope: object) => void, onChunks: (count: number) => void) {
  const refuse = () => Promise.reject(new Error('Nothing is asked here.'))
  return createRpcPeer({
    send,
    serves: {
      methods: gatewayMethods,
      handlers: Object.fromEntries(
        Object.keys(gatewayMethods).map((method) => [method, refuse]),
      ) as unknown as Parameters<
        typeof createRpcPeer<
          typeof gatewayMethods,
          typeof gatewayNotices,
          typeof agentMethods,
          Record<never, never>
        >
      >[0]['serves']['handlers'],
      notices: gatewayNotices,
      onNotice: {
        ready: () => undefined,
        heartbeat: () => undefined,
        'model.tried': () => undefined,
        log: () => undefined,
        'run.chunks': ({ chunks }) => onChunks(chunks.length),
      },
    },
    calls: { methods: agentMethods, notices: {} },
    onBadMessage: (problem) => console.error(problem),
  })
}
