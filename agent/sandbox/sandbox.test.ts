import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer as createNetServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Docker from 'dockerode'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import type { SandboxSettings, SandboxState } from '#protocol/sandbox/sandbox.ts'
import { ENGINE_SOCKET, hasEngine } from '#testing/container-engine.ts'
import { createManualClock } from '#testing/manual-clock.ts'
import { type Clock, systemClock } from '../clock.ts'
import { LABELS } from './engine/leftovers.ts'
import { LIMITS, openEngine } from './fixtures/engine.ts'
import { startFakeEngine, VERSION } from './fixtures/fake-engine.ts'
import { findRoot, IMAGE_LABEL, type ImageIdentity, identifyImage } from './image/identity.ts'
import { startSandbox } from './sandbox.ts'

const folder = mkdtempSync(join(tmpdir(), 'openclaw-sandbox-'))
const closing: (() => unknown)[] = []
let count = 0
const newSocket = () => join(folder, `${++count}.sock`)

/** Whose all of this is, to the engine. */
const OWNER = randomBytes(6).toString('hex')
const docker = new Docker({ socketPath: ENGINE_SOCKET })
const filters = { label: [`${LABELS.owner}=${OWNER}`] }
const leftContainers = () => docker.listContainers({ all: true, filters })
/** What runs in the boxes. */
async function listCommands(): Promise<string[]> {
  const boxes = await docker.listContainers({ filters })
  const tops = await Promise.all(
    boxes.map(({ Id }) => docker.getContainer(Id).top({ ps_args: '-eo pid,args' })),
  )
  return tops.flatMap(({ Processes }) => Processes.flat() as string[])
}
const leftVolumes = async () => (await docker.listVolumes({ filters })).Volumes ?? []

afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  if (hasEngine) for (const { Name } of await leftVolumes()) await docker.getVolume(Name).remove()
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
    const real = connect(ENGINE_SOCKET)
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

function startOn(
  socket: string,
  options: { clock?: Clock; settings?: Partial<SandboxSettings>; image?: () => ImageIdentity } = {},
) {
  const states: SandboxState[] = []
  const progress: string[] = []
  const settings: SandboxSettings = {
    owner: OWNER,
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
    ...options.settings,
  }
  const sandbox = startSandbox({
    settings,
    workspace: folder,
    clock: options.clock ?? systemClock,
    ...(options.image ? { image: options.image } : {}),
    gateway: {
      request: async (_method: string, params: unknown) => ({
        volume: Reflect.get(Object(params), 'volume'),
      }),
      notify(method: string, params: unknown) {
        if (method === 'sandbox.state') states.push(params as SandboxState)
        if (method === 'sandbox.progress') progress.push((params as { text: string }).text)
      },
    } as unknown as Parameters<typeof startSandbox>[0]['gateway'],
  })
  const runAs = (key: string, line: string) =>
    sandbox
      .runner({ key, volume: null, workspaceAccess: 'none', limits: LIMITS })
      .run('exec', { argv: ['bash', '-c', line] }, { signal: new AbortController().signal })
  const run = (line: string) => runAs('a', line)
  return { sandbox, settings, states, progress, run, runAs }
}

it('is looked at before an agent takes its first run, and not waited for where it hangs', async () => {
  const missing = startOn(join(folder, 'none'))
  closing.push(missing.sandbox.close)
  await missing.sandbox.looked
  expect(missing.states).toMatchObject([{ state: 'no-engine' }])
  const clock = createManualClock()
  const socket = newSocket()
  const engine = await startFakeEngine(socket, { '/version': 'never' })
  const hanging = startOn(socket, { clock })
  closing.push(hanging.sandbox.close, engine.stop)
  clock.advance(500)
  await hanging.sandbox.looked
  expect(hanging.states).toEqual([])
})

it('G11: without an engine a call fails with a sentence, and nothing runs anywhere else', async () => {
  const { sandbox, run, states } = startOn(join(folder, 'none'))
  closing.push(sandbox.close)
  expect(await run('touch /tmp/openclaw-was-here')).toMatchObject({ ok: false })
  await expect.poll(() => states.at(-1)?.state).toBe('no-engine')
})

it('G11: an engine that hangs fails the call with a sentence in 20 seconds, and the agent goes on', async () => {
  const identity = identifyImage(findRoot())
  const clock = createManualClock()
  const hanging = Promise.withResolvers<void>()
  const socket = newSocket()
  const engine = await startFakeEngine(
    socket,
    {
      '/version': VERSION,
      '/info': { DockerRootDir: folder },
      [`/images/${encodeURIComponent(identity.name)}/json`]: {
        Id: 'sha256:1',
        Config: { Labels: { [IMAGE_LABEL]: identity.hash } },
      },
      '/volumes/create': { Name: 'v' },
      '/containers/create': 'never',
    },
    (path) => path === '/containers/create' && hanging.resolve(),
  )
  const { sandbox, run, states } = startOn(socket, { clock })
  closing.push(sandbox.close, engine.stop)
  await expect.poll(() => states.at(-1)?.state).toBe('ready')
  const answer = run('touch /tmp/openclaw-was-here')
  await hanging.promise
  clock.advance(20_000)
  expect(await answer).toEqual({ ok: false, error: 'Docker does not answer. Try again in a moment.' })
  expect(existsSync('/tmp/openclaw-was-here')).toBe(false)
})

describe.skipIf(!hasEngine)('G11: an engine in mid-run', () => {
  it('that is stopped ends the call with a sentence; once it is back, the next call works', async () => {
    await openEngine()
    const door = await openDoor()
    const { sandbox, run, runAs, states } = startOn(door.socket, { settings: { spare: true } })
    expect(await run('echo one > kept; echo one')).toMatchObject({ ok: true, output: { stdout: 'one\n' } })
    const cut = run('echo begun; sleep 30')
    await expect.poll(listCommands).toContain('sleep 30')
    door.stop()
    expect(await cut).toMatchObject({
      ok: false,
      error: expect.stringContaining('in the middle of the call'),
    })
    // Known before anybody asks for another tool.
    await expect.poll(() => states.at(-1)?.state).toBe('no-answer')
    expect(await run('echo two')).toMatchObject({ ok: false })
    door.restart()
    expect(await run('cat kept')).toMatchObject({ ok: true, output: { stdout: 'one\n' } })
    // The container that waited has ended with its engine: another one waits, and nothing of it is left.
    expect(await runAs('b', 'echo two')).toMatchObject({ ok: true, output: { stdout: 'two\n' } })
    await expect.poll(leftContainers).toHaveLength(3)
    await sandbox.close()
    expect(await leftContainers()).toEqual([])
    expect(await leftVolumes()).toHaveLength(2)
  }, 60_000)
})

describe.skipIf(!hasEngine)('beside a real engine', () => {
  it('where the disk is nearly full a call fails with a sentence, and the state says so', async () => {
    await openEngine()
    const { sandbox, run, states } = startOn(ENGINE_SOCKET, { settings: { freeDiskMb: 1_000_000_000 } })
    closing.push(sandbox.close)
    expect(await run('true')).toMatchObject({ ok: false, error: expect.stringContaining('nearly full') })
    await expect.poll(() => states.at(-1)).toMatchObject({ state: 'disk-full' })
    expect(await leftContainers()).toEqual([])
  })

  it('an agent that ends while its spare container starts leaves none', async () => {
    await openEngine()
    const begin = () => startOn(ENGINE_SOCKET, { settings: { spare: true } })
    // At once, then as soon as the engine has begun to make it.
    await begin().sandbox.close()
    const second = begin()
    await expect.poll(leftContainers, { interval: 10 }).toHaveLength(1)
    await second.sandbox.close()
    expect(await leftContainers()).toEqual([])
    expect(await leftVolumes()).toEqual([])
  })

  it('other settings count at once: what waits is made anew, what is turned off goes', async () => {
    await openEngine()
    const { sandbox, settings } = startOn(ENGINE_SOCKET)
    closing.push(sandbox.close)
    await sandbox.adopt({ ...settings, spare: true })
    await expect.poll(leftContainers).toHaveLength(1)
    await sandbox.adopt({ ...settings, spare: false })
    expect(await leftContainers()).toEqual([])
    expect(await sandbox.adopt({ ...settings, runtime: 'runsc' }).then(sandbox.check)).toMatchObject({
      state: 'no-runtime',
    })
  })

  it('builds the image and says how far it is; what was missing is there after it', async () => {
    await openEngine()
    const own = { name: `openclaw-sandbox:test-${process.pid}`, hash: `test-${process.pid}` }
    const { sandbox, states, progress } = startOn(ENGINE_SOCKET, { image: () => own })
    closing.push(sandbox.close, () => docker.getImage(own.name).remove())
    await expect.poll(() => states.at(-1)?.state).toBe('no-image')
    expect(await Promise.all([sandbox.build(), sandbox.build()])).toEqual([own.name, own.name])
    await expect.poll(() => states.map(({ state }) => state)).toEqual(['no-image', 'building', 'ready'])
    expect(progress.join('\n')).toMatch(/bundling the tool host.*Step 1\//s)
    expect(progress.filter((text) => text.startsWith('bundling'))).toHaveLength(1)
  }, 60_000)
})
