import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { agentMethods, gatewayMethods, gatewayNotices, type RunStart } from '#protocol/agent-rpc.ts'
import { applyChunk } from '#protocol/chat/assemble.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import { createRpcPeer } from '#protocol/rpc-peer.ts'
import { bundleAgent } from '#testing/bundles.ts'
import { cut, hold, stall, text, toolCall } from '#testing/model-vendor/turn.ts'
import { type ModelVendor, startModelVendor } from '#testing/model-vendor/vendor.ts'

/** A real agent process and the gateway's end of its line, answering yes to everything. */
async function startAgent() {
  const workspace = await mkdtemp(join(tmpdir(), 'openclaw-agent-'))
  const child: ChildProcess = fork(await bundleAgent(), [], {
    env: { PATH: process.env.PATH ?? '', NODE_ENV: 'test' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const message: ChatMessage = { id: 'answer', role: 'assistant', parts: [] }
  const asked: string[] = []
  const began = Promise.withResolvers<void>()
  const ready = Promise.withResolvers<number>()
  const ended = Promise.withResolvers<{
    status: string
    model: string | null
    error?: { code: string } | undefined
  }>()
  const said: { watch: () => void } = { watch: () => undefined }
  const note = (name: string) => {
    asked.push(name)
    return {}
  }
  const agent = createRpcPeer({
    send: (envelope) => child.connected && child.send(envelope),
    serves: {
      methods: gatewayMethods,
      handlers: {
        'tool.begin': ({ tool }) => {
          note(`tool.begin ${tool}`)
          began.resolve()
          return { decision: 'allow' as const }
        },
        'tool.end': ({ state }) => note(`tool.end ${state}`),
        'result.clean': ({ text }) => ({ text }),
        'step.end': () => note('step.end'),
        'media.read': () => ({ data: '', done: true }),
        'tool.run': () => ({ output: {} }),
        'message.send': () => ({ messageId: 'm' }),
        'run.end': (params) => {
          ended.resolve(params)
          return note(`run.end ${params.status}`)
        },
      },
      notices: gatewayNotices,
      onNotice: {
        ready: ({ pid }) => ready.resolve(pid),
        heartbeat: () => undefined,
        'run.chunks': ({ chunks }) => {
          for (const chunk of chunks) applyChunk(message, chunk)
          said.watch()
        },
        log: () => undefined,
        'model.tried': () => undefined,
      },
    },
    calls: { methods: agentMethods, notices: {} },
    onBadMessage: (problem) => ended.reject(new Error(problem)),
  })
  child.on('message', (raw) => agent.receive(raw))
  const exited = once(child, 'exit') as Promise<[number | null, string | null]>
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await exited
    await rm(workspace, { recursive: true, force: true })
  })
  expect(await ready.promise).toBe(child.pid)
  await agent.request('configure', { workspace, masked: [], bwrap: null })
  return {
    workspace,
    child,
    agent,
    message,
    asked,
    exited,
    began: began.promise,
    ended: ended.promise,
    untilSaid: (words: string) =>
      new Promise<void>((resolve) => {
        said.watch = () => JSON.stringify(message.parts).includes(words) && resolve()
        said.watch()
      }),
  }
}

const pidIn = (folder: string) => () =>
  Number(readFileSync(join(folder, 'pid'), { encoding: 'utf8', flag: 'a+' }))

async function startVendor(): Promise<ModelVendor> {
  const vendor = await startModelVendor()
  onTestFinished(() => vendor.stop())
  return vendor
}

function request(model: RunStart['models'][number], said: string): RunStart {
  return {
    runId: 'run',
    sessionId: 'session',
    epoch: 1,
    messageId: 'answer',
    models: [model],
    messages: [{ id: 'u', role: 'user', parts: [{ type: 'text', text: said }] }],
    trusted: true,
    tools: ['read', 'list', 'write', 'edit', 'exec'],
    deadline: Date.now() + 60_000,
    context: { now: Date.now(), timeZone: 'UTC', sessionTitle: '', channel: 'web' },
  }
}

function anthropic(vendor: ModelVendor): RunStart['models'][number] {
  return {
    reference: 'anthropic:m',
    api: 'anthropic',
    provider: 'anthropic',
    modelId: 'm',
    apiKey: 'test-key-1',
    baseUrl: `${vendor.url}/v1`,
  }
}

describe('the agent process', () => {
  it('writes a real file while the model still streams, and ends the run once', async () => {
    const vendor = await startVendor()
    const { workspace, agent, message, asked, began, ended } = await startAgent()
    vendor.script([
      [toolCall('write', { path: 'note.txt', content: 'from the model' }), hold(began), text('I write it.')],
      [text('Written.')],
    ])
    await agent.request('run.start', request(anthropic(vendor), 'write a note'))
    expect(await ended).toMatchObject({ status: 'completed', model: 'anthropic:m' })
    expect(await readFile(join(workspace, 'note.txt'), 'utf8')).toBe('from the model')
    expect(asked).toEqual(['tool.begin write', 'tool.end done', 'step.end', 'step.end', 'run.end completed'])
    expect(JSON.stringify(message.parts)).toContain('Written.')
  })

  it('answers with the built-in model where there is no other', async () => {
    const { workspace, agent, message, asked, ended } = await startAgent()
    await writeFile(join(workspace, 'config.json'), '{"port": 18789}')
    const model = {
      reference: 'builtin:offline',
      api: 'builtin',
      provider: 'builtin',
      modelId: 'offline',
    } as const
    await agent.request(
      'run.start',
      request(model, 'read config.json in my workspace and tell me what is configured'),
    )
    expect(await ended).toMatchObject({ status: 'completed', model: 'builtin:offline' })
    expect(asked).toContain('tool.begin read')
    expect(JSON.stringify(message.parts)).toContain('18789')
  })

  it('stops a run when told, and goes on serving', async () => {
    const vendor = await startVendor()
    vendor.script([[text('On and on'), stall()]])
    const { agent, untilSaid, ended } = await startAgent()
    await agent.request('run.start', request(anthropic(vendor), 'talk'))
    await untilSaid('On and on')
    await agent.request('run.stop', { runId: 'run' })
    expect(await ended).toMatchObject({ status: 'stopped' })
    expect(await agent.request('ping', {})).toEqual({})
  })

  it('outlives a model whose connection breaks', async () => {
    const vendor = await startVendor()
    vendor.script(() => [text('Half'), cut()])
    const { agent, ended } = await startAgent()
    await agent.request('run.start', request(anthropic(vendor), 'talk'))
    expect(await ended).toMatchObject({ status: 'failed', error: { code: 'model_stream_cut' } })
    expect(await agent.request('ping', {})).toEqual({})
  })

  it('finishes its run after SIGTERM before it leaves', async () => {
    const vendor = await startVendor()
    const go = Promise.withResolvers<void>()
    vendor.script([[text('First, '), hold(go.promise), text('and last.')]])
    const { agent, child, message, untilSaid, ended, exited } = await startAgent()
    await agent.request('run.start', request(anthropic(vendor), 'talk'))
    await untilSaid('First')
    child.kill('SIGTERM')
    // Ctrl-C reaches the whole terminal; it must not cut the drain short.
    child.kill('SIGINT')
    await expect
      .poll(() =>
        agent.request('run.start', request(anthropic(vendor), 'more')).catch((error: unknown) => error),
      )
      .toMatchObject({ code: expect.stringMatching(/agent_unavailable|conflict/) })
    go.resolve()
    expect(await ended).toMatchObject({ status: 'completed' })
    expect(JSON.stringify(message.parts)).toContain('last.')
    expect(await exited).toEqual([0, null])
  })

  it('ends what a conversation left running in the background when told, and nobody else’s', async () => {
    const vendor = await startVendor()
    const { agent, message, ended, workspace } = await startAgent()
    const sleeper = ['bash', '-c', 'echo $$ > pid; exec sleep 300']
    vendor.script([[toolCall('exec', { argv: sleeper, background: true })], [text('It runs.')]])
    await agent.request('run.start', request(anthropic(vendor), 'wait'))
    await ended
    expect(JSON.stringify(message.parts)).toContain('"processId":"p1-')
    await agent.request('commands.end', { sessionId: 'another' })
    await expect.poll(pidIn(workspace)).toBeGreaterThan(0)
    expect(process.kill(pidIn(workspace)(), 0)).toBe(true)
    await agent.request('commands.end', { sessionId: 'session' })
    expect(() => process.kill(pidIn(workspace)(), 0)).toThrow('ESRCH')
  })

  it('leaves when the line closes, and takes its commands with it', async () => {
    const vendor = await startVendor()
    const { agent, child, message, untilSaid, exited } = await startAgent()
    vendor.script([[toolCall('exec', { argv: ['bash', '-c', 'echo $$; exec sleep 300'] })]])
    await agent.request('run.start', request(anthropic(vendor), 'wait'))
    await untilSaid('"stdout":"')
    child.disconnect()
    expect(await exited).toEqual([0, null])
    const pid = Number(/"stdout":"(\d+)/.exec(JSON.stringify(message.parts))?.[1])
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })
})
