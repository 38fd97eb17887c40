import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, expect, it } from 'vitest'
import { bindSandbox } from '#db/queries/sandbox/sandboxes.ts'
import { createSession, type Session } from '#db/queries/sessions.ts'
import { readConfig } from '#protocol/config/read.ts'
import { configSchema } from '#protocol/config.ts'
import { AppError } from '#protocol/errors.ts'
import type { SandboxState } from '#protocol/sandbox/sandbox.ts'
import { sharingProblem } from '#protocol/sandbox/sharing.ts'
import { createManualClock } from '#testing/manual-clock.ts'
import type { AgentMember } from '../agents/pool.ts'
import { createEvents } from '../events.ts'
import { createLog } from '../log.ts'
import { openState } from '../runs/fixtures/state.ts'
import { settingsOf } from './plan.ts'
import { createSandbox } from './sandbox.ts'

const { db, close } = openState()
const folder = mkdtempSync(join(tmpdir(), 'openclaw-shared-'))
afterAll(() => {
  close()
  rmSync(folder, { recursive: true, force: true })
})

const NO_IMAGE: SandboxState = {
  state: 'no-image',
  problem: 'The sandbox image is not built yet.',
  fix: 'Run: openclaw sandbox build',
  engine: '28.0.0',
  image: 'openclaw-sandbox:x',
}
const READY: SandboxState = { ...NO_IMAGE, state: 'ready', problem: null, fix: null }

/** The feature with one agent, which does what it is asked for when the test lets it. */
function open(first: Record<string, unknown>, workspace = folder) {
  let settings = first
  const asked: { method: string; params: unknown }[] = []
  const building = Promise.withResolvers<void>()
  const agent: AgentMember = {
    instance: 'one',
    pid: 1,
    request: (async (method: string, params: unknown) => {
      asked.push({ method, params })
      if (method === 'sandbox.build') await building.promise
      return method === 'sandbox.check' ? READY : { image: NO_IMAGE.image }
    }) as AgentMember['request'],
  }
  const clock = createManualClock()
  const events = createEvents()
  const heard: unknown[] = []
  events.subscribe((_topic, event) => heard.push(event))
  const sandbox = createSandbox({
    db,
    clock,
    log: createLog({ file: join(folder, 'log'), level: 'silent' }),
    config: () => configSchema.parse({ agents: { defaults: { sandbox: settings } } }),
    home: folder,
    workspace,
    events,
    agents: () => ({ assign: () => undefined, members: () => [agent] }),
    answerPolicy: async () => ({ decision: 'deny', rule: 'x', reason: 'x' }),
  })
  const id = crypto.randomUUID()
  const guest = { id, key: id, agent: 'main', title: '', trusted: false, createdAt: 0, updatedAt: 0 }
  createSession(db, guest)
  return {
    ...sandbox,
    clock,
    asked,
    building,
    heard,
    guest: guest as Session,
    configure(next: Record<string, unknown>) {
      settings = next
      events.system({ type: 'config-change', ok: true, problems: [] })
    },
  }
}

it('builds a missing image when it is needed first, and says how far that is', async () => {
  const { pool, place, feature, asked, building, heard, guest } = open({ autoBuild: true })
  pool.onState(NO_IMAGE)
  expect(asked).toEqual([])
  expect(place(guest)?.blocked).toContain('(The sandbox image is not built yet)')
  expect(asked.map(({ method }) => method)).toEqual(['sandbox.build'])
  pool.onState({ ...NO_IMAGE, state: 'building', problem: 'The sandbox image is being built.' })
  pool.onProgress('Step 3/9')
  expect(feature.status()).toMatchObject({ state: 'building', progress: 'Step 3/9' })
  expect(place(guest)?.blocked).toContain('(The sandbox image is being built)')
  expect(asked).toHaveLength(1)
  building.resolve()
  await expect.poll(() => feature.status().state).toBe('ready')
  expect(place(guest)).toMatchObject({ blocked: undefined })
  expect(heard).toContainEqual({ type: 'sandbox-change', state: 'building' })
  expect(heard.at(-1)).toEqual({ type: 'sandbox-change', state: 'ready' })
})

it('keeps why a build failed until the next one, and builds nothing where nobody wants it', async () => {
  const { pool, place, feature, asked, building, guest } = open({})
  pool.onState(NO_IMAGE)
  place(guest)
  expect(asked).toEqual([])
  building.reject(new AppError('sandbox_unavailable', 'The sandbox image could not be built. No space.'))
  await expect(feature.build()).rejects.toThrow('No space')
  expect(feature.status()).toMatchObject({
    state: 'no-image',
    buildProblem: 'The sandbox image could not be built. No space.',
  })
})

it('G2: what a configuration asks for beyond these settings is named, and reaches no container', () => {
  const asked = {
    binds: ['/:/host'],
    privileged: true,
    network: 'host',
    capAdd: ['ALL'],
    devices: ['/dev/sda'],
  }
  const text = JSON.stringify({ agents: { defaults: { sandbox: asked } } })
  const { config, problems } = readConfig(text, () => undefined)
  for (const name of Object.keys(asked)) expect(problems.join('\n')).toContain(`sandbox.${name}`)
  const settings = settingsOf(config, { home: folder, instance: 'one', living: [], volumes: [] })
  expect(JSON.stringify(settings)).not.toMatch(/host|privileged|ALL|sda/)
})

it('tells its agents of other settings at once, of the same ones never, and of no waiting container where it is turned off', () => {
  const { pool, asked, configure, feature } = open({ mode: 'off' })
  expect(pool.settings({ instance: 'one', living: [] })).toBeUndefined()
  configure({ mode: 'off', memoryMb: 256 })
  expect(asked).toEqual([])
  configure({ memoryMb: 256 })
  configure({ memoryMb: 256 })
  configure({ memoryMb: 128 })
  expect(asked).toMatchObject([
    { method: 'sandbox.configure', params: { settings: { limits: { memoryMb: 256 } } } },
    { method: 'sandbox.configure', params: { settings: { limits: { memoryMb: 128 } } } },
  ])
  configure({ mode: 'all', memoryMb: 128 })
  configure({ mode: 'off', memoryMb: 128 })
  expect(asked.slice(2)).toMatchObject([
    { method: 'sandbox.configure', params: { settings: { spare: true } } },
    { method: 'sandbox.configure', params: { settings: { spare: false } } },
  ])
  expect(feature.status().state).toBe('off')
})

it('removes the files of a deleted conversation in the end, also where the disk took nothing for a while', () => {
  const { clock, asked } = open({ mode: 'all' })
  bindSandbox(db, { key: 'deleted', volume: 'its-files', at: 0 })
  db.run(sql`pragma query_only = on`)
  clock.advance(10 * 60_000)
  expect(asked).toEqual([])
  db.run(sql`pragma query_only = off`)
  clock.advance(10 * 60_000)
  expect(asked).toContainEqual({
    method: 'sandbox.recreate',
    params: { key: 'deleted', files: ['its-files'] },
  })
})

it('shares no workspace that is closed to whoever is in a box, and says so', () => {
  // Root's, and open to be read by everybody.
  const { pool, place, feature, available, configure, guest } = open({ workspaceAccess: 'ro' }, '/usr')
  pool.onState(READY)
  expect(available()).toBe(true)
  configure({ workspaceAccess: 'rw' })
  expect(available()).toBe(false)
  expect(feature.status()).toMatchObject({ state: 'closed-workspace', fix: expect.stringContaining('chown') })
  expect(place(guest)?.blocked).toContain('/usr belongs to root and is closed to others')
  configure({})
  expect(available()).toBe(true)
})

it.each([
  { access: 'none', owner: 0, mode: 0o700, isClosed: false },
  { access: 'ro', owner: 0, mode: 0o700, isClosed: true },
  { access: 'ro', owner: 0, mode: 0o755, isClosed: false },
  { access: 'rw', owner: 0, mode: 0o755, isClosed: true },
  { access: 'rw', owner: 1000, mode: 0o700, isClosed: false },
  { access: 'ro', owner: null, mode: null, isClosed: false },
] as const)('access $access to a folder of user $owner, mode $mode', ({ access, isClosed, ...folder }) => {
  expect(sharingProblem(access, { path: '/w', ...folder }) !== undefined).toBe(isClosed)
})
