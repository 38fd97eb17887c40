import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { connect, createServer as createNetServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { SandboxSettings, SandboxState } from '#protocol/sandbox/sandbox.ts'
import { hasEngine } from '#testing/container-engine.ts'
import { systemClock } from '../clock.ts'
import { createEngine } from './engine.ts'
import { LIMITS, openEngine } from './fixtures/engine.ts'
import { IMAGE_LABEL } from './image/identity.ts'
import { startSandbox } from './sandbox.ts'

const folder = mkdtempSync(join(tmpdir(), 'openclaw-engine-'))
const closing: (() => void | Promise<void>)[] = []
let count = 0
const newSocket = () => join(folder, `${++count}.sock`)
const image = { name: 'openclaw-sandbox:x', hash: 'x' }

afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** An engine that answers as it is told. */
function engineThatSays(answers: Record<string, unknown>): Promise<string> {
  const socket = newSocket()
  const server: Server = createServer((request, response) => {
    const body = answers[request.url?.split('?')[0] ?? '']
    if (body === 'never') return
    response.statusCode = body === undefined ? 404 : 200
    response.end(typeof body === 'string' ? body : JSON.stringify(body ?? {}))
  })
  closing.push(
    () => void server.close(),
    () => server.closeAllConnections(),
  )
  return new Promise((resolve) => server.listen(socket, () => resolve(socket)))
}

const IMAGE_PATH = '/images/openclaw-sandbox%3Ax/json'
const VERSION = { Version: '28.0.0', ApiVersion: '1.48', Os: 'linux' }

describe('G11: the engine', () => {
  it.each<[string, { answers: Record<string, unknown>; state: SandboxState['state']; fix: RegExp }]>([
    [
      'too old',
      {
        answers: { '/version': { ...VERSION, Version: '18.09', ApiVersion: '1.39' } },
        state: 'old-engine',
        fix: /20\.10/,
      },
    ],
    [
      'of another system',
      { answers: { '/version': { ...VERSION, Os: 'windows' } }, state: 'old-engine', fix: /20\.10/ },
    ],
    [
      'without the image',
      { answers: { '/version': VERSION }, state: 'no-image', fix: /openclaw sandbox build/ },
    ],
    [
      'with another image under that name (G15)',
      {
        answers: { '/version': VERSION, [IMAGE_PATH]: { Id: 'sha256:1', Config: { Labels: null } } },
        state: 'no-image',
        fix: /openclaw sandbox build/,
      },
    ],
    ['that talks nonsense', { answers: { '/version': 'hello' }, state: 'no-answer', fix: /restart docker/ }],
  ])('%s is told from one that works', async (_name, { answers, state, fix }) => {
    const found = await createEngine({
      socket: await engineThatSays(answers),
      image: () => image,
      clock: systemClock,
    }).check()
    expect(found).toMatchObject({ state, imageId: null })
    expect(found.problem).toMatch(/\.$/)
    expect(found.fix).toMatch(fix)
  })

  it('is not asked for an image that this installation has not the files for', async () => {
    const image = () => {
      throw new Error('ENOENT')
    }
    const found = await createEngine({ socket: await engineThatSays({}), image, clock: systemClock }).check()
    expect(found).toMatchObject({ state: 'no-image', image: null, fix: 'Install OpenClaw again.' })
  })

  it('that is not there is missed, and one that works is known', async () => {
    const missing = await createEngine({
      socket: join(folder, 'none'),
      image: () => image,
      clock: systemClock,
    }).check()
    expect(missing).toMatchObject({ state: 'no-engine', problem: 'Docker is not running on this machine.' })
    const labels = { [IMAGE_LABEL]: 'x' }
    const socket = await engineThatSays({
      '/version': VERSION,
      [IMAGE_PATH]: { Id: 'sha256:1', Config: { Labels: labels } },
    })
    expect(await createEngine({ socket, image: () => image, clock: systemClock }).check()).toMatchObject({
      state: 'ready',
      engine: '28.0.0',
      imageId: 'sha256:1',
    })
  })
})

/** A door before the real engine, which can be shut: what an engine is to its clients that was stopped. */
async function openDoor() {
  const socket = newSocket()
  const open = new Set<Socket>()
  let shut = false
  const server = createNetServer((client) => {
    if (shut) {
      client.destroy()
      return
    }
    const real = connect('/var/run/docker.sock')
    for (const side of [client, real]) {
      open.add(side)
      side.on('error', () => undefined).on('close', () => open.delete(side))
    }
    client.on('data', (chunk) => void real.write(chunk))
    client.on('close', () => real.destroy())
    real.pipe(client)
  })
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  closing.push(() => void server.close())
  return {
    socket,
    stop() {
      shut = true
      for (const side of open) side.destroy()
    },
    restart() {
      shut = false
    },
  }
}

function startOn(socket: string) {
  const states: SandboxState[] = []
  const settings: SandboxSettings = {
    owner: 'abcdef123456',
    instance: `engine-test-${socket}`,
    living: [],
    volumes: [],
    socket,
    runtime: null,
    spare: false,
    limits: LIMITS,
    freeDiskMb: 64,
    idleMs: 1e9,
    keepMs: 1e9,
  }
  const sandbox = startSandbox({
    settings,
    workspace: folder,
    clock: systemClock,
    gateway: {
      request: async (_method: string, params: unknown) => ({
        volume: Reflect.get(Object(params), 'volume'),
      }),
      notify: (method: string, params: unknown) =>
        void (method === 'sandbox.state' && states.push(params as SandboxState)),
    } as unknown as Parameters<typeof startSandbox>[0]['gateway'],
  })
  const plan = { key: 'a', volume: null, workspaceAccess: 'none' as const, limits: LIMITS }
  const run = (line: string, signal = new AbortController().signal) =>
    sandbox.runner(plan).run('exec', { argv: ['bash', '-c', line] }, { signal })
  return { sandbox, states, run, plan }
}

it('G11: without an engine a call fails with a sentence, and nothing runs anywhere else', async () => {
  const { sandbox, run, states } = startOn(join(folder, 'none'))
  closing.push(sandbox.close)
  expect(await run('touch /tmp/openclaw-was-here')).toMatchObject({ ok: false })
  await expect.poll(() => states.at(-1)?.state).toBe('no-engine')
})

describe.skipIf(!hasEngine)('G11: an engine in mid-run', () => {
  it('that is stopped ends the call with a sentence; once it is back, the next call works', async () => {
    await openEngine()
    const door = await openDoor()
    const { sandbox, run, states } = startOn(door.socket)
    expect(await run('echo one > kept; echo one')).toMatchObject({ ok: true, output: { stdout: 'one\n' } })
    const cut = run('echo begun; sleep 30')
    await new Promise((resolve) => setTimeout(resolve, 200))
    door.stop()
    expect(await cut).toMatchObject({
      ok: false,
      error: expect.stringContaining('in the middle of the call'),
    })
    expect(await run('echo two')).toMatchObject({ ok: false })
    await expect.poll(() => states.at(-1)?.state).toBe('no-answer')
    door.restart()
    expect(await run('cat kept')).toMatchObject({ ok: true, output: { stdout: 'one\n' } })
    await sandbox.close()
    const { docker } = await openEngine()
    const mine = { label: ['ai.openclaw.owner=abcdef123456'] }
    expect(await docker.listContainers({ all: true, filters: mine })).toEqual([])
    for (const { Name } of (await docker.listVolumes({ filters: mine })).Volumes)
      await docker.getVolume(Name).remove()
  }, 60_000)
})

process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
