import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { locateHome } from '#protocol/config/home.ts'
import { buildGateway } from '#testing/bundles.ts'
import { quietStatus } from '#testing/quiet-status.ts'
import { CHECKS, examine } from './doctor.ts'
import { type Facts, gatherFacts } from './facts.ts'
import type { GatewayFacts } from './gateway-facts.ts'
import { repair } from './repair.ts'

const DAY = 86_400_000
let sound: Facts

beforeAll(async () => {
  buildGateway()
  sound = makeSound(await gather(makeHome()))
}, 120_000)

/** Whatever machine and user this runs on. */
function makeSound(found: Facts): Facts {
  const mine = <File extends object>(file: File) => ({ ...file, owner: 1000 })
  return {
    ...found,
    user: 1000,
    root: mine(found.root),
    folders: found.folders.map(mine),
    files: found.files.map(mine),
    inspection: { ...(found.inspection as object), commandGuard: '/usr/bin/bwrap' } as Facts['inspection'],
    freeBytes: 1e12,
    port: { number: 18789, use: 'free' },
    engine: { state: 'ready', problem: null, fix: null, engine: '28.0.0', image: 'openclaw-sandbox:1' },
    programs: new Set(),
  }
}

/** A home as the gateway makes it, without a database. */
function makeHome(): string {
  const root = mkdtempSync(join(tmpdir(), 'openclaw-doctor-'))
  const home = locateHome(root)
  for (const folder of [join(home.state, 'logs'), join(home.state, 'media'), home.workspace]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  }
  writeFileSync(home.configFile, '{}\n', { mode: 0o600 })
  writeFileSync(home.tokenFile, 'kq3v9sXw1L0aTz7uPcYr5NdHe8bJfGm2\n', { mode: 0o600 })
  writeFileSync(home.lockFile, '', { mode: 0o600 })
  return root
}

const terminal = { input: process.stdin, out: process.stdout, notes: process.stderr, interactive: false }
const gather = (root: string): Promise<Facts> =>
  gatherFacts(
    {
      terminal,
      environment: { OPENCLAW_HOME: root, PATH: process.env.PATH, OPENCLAW_GATEWAY_PORT: '9' },
      json: false,
    },
    { online: false },
  )

const MAIN = { id: 'main', name: null, model: null, answers: 'builtin:offline' }
const BUILTIN = {
  reference: 'builtin:offline',
  provider: 'builtin',
  ready: true,
  problem: null,
  local: true,
  price: null,
  resting: [],
}

/** A gateway without a fault, but for what is named. */
function gateway(
  changes: Partial<GatewayFacts> = {},
  status: Partial<GatewayFacts['status']> = {},
): Facts['gateway'] {
  return {
    status: {
      ...quietStatus(),
      version: '0.1.0',
      uptimeMs: 1,
      port: 9,
      backup: { lastAt: 1, problem: null },
      ...status,
    },
    models: { models: [BUILTIN], main: 'builtin:offline', warnings: [], providers: [], agents: [MAIN] },
    channels: [],
    devices: [],
    tokens: [],
    auditChain: 'intact',
    modelAnswer: undefined,
    ...changes,
  }
}

/** What a home would be found as with these settings. */
async function configured(settings: object): Promise<Facts> {
  const root = makeHome()
  writeFileSync(join(root, 'openclaw.json'), JSON.stringify(settings), { mode: 0o600 })
  const { config, written } = await gather(root)
  rmSync(root, { recursive: true })
  return { ...sound, config, written }
}

const inspected = (changes: object): Facts => ({
  ...sound,
  inspection: { ...(sound.inspection as object), ...changes } as Facts['inspection'],
})
const running = (...given: Parameters<typeof gateway>): Facts => ({
  ...sound,
  running: true,
  isOutdated: false,
  gateway: gateway(...given),
})
const device = {
  id: 'd1',
  name: 'phone',
  scopes: ['read' as const],
  createdAt: 0,
  lastUsedAt: 0,
  expiresAt: null,
}

/** For each check, a state that trips it and the words that it must find. */
const TRIPPED: Record<string, [() => Facts | Promise<Facts>, string]> = {
  node: [() => ({ ...sound, node: '20.1.0' }), 'Node 20.1.0 is too old'],
  home: [
    async () => {
      const root = mkdtempSync(join(tmpdir(), 'openclaw-other-'))
      mkdirSync(join(root, 'agents'))
      return gather(root)
    },
    'belongs to another program (it holds agents)',
  ],
  owner: [() => ({ ...sound, user: 12 }), "another user's"],
  modes: [
    async () => {
      const root = makeHome()
      chmodSync(join(root, 'state', 'gateway.token'), 0o644)
      return gather(root)
    },
    'gateway.token (0644)',
  ],
  folders: [
    async () => {
      const root = makeHome()
      rmSync(join(root, 'workspace'), { recursive: true })
      return gather(root)
    },
    'missing: ',
  ],
  overlap: [
    async () => {
      const root = makeHome()
      rmSync(join(root, 'workspace'), { recursive: true })
      symlinkSync(root, join(root, 'workspace'))
      return gather(root)
    },
    'overlap',
  ],
  record: [
    async () => {
      const root = makeHome()
      writeFileSync(join(root, 'state', 'gateway.json'), '{"pid":999999,"port":1}')
      return gather(root)
    },
    'left of a gateway that is gone',
  ],
  disk: [() => ({ ...sound, freeBytes: 1e6 }), 'only 1.0 MB free'],
  clock: [
    async () => {
      const root = makeHome()
      const { database } = locateHome(root)
      writeFileSync(database, '', { mode: 0o600 })
      utimesSync(database, Date.now() / 1000 + 3600, Date.now() / 1000 + 3600)
      return gather(root)
    },
    'the clock was set back',
  ],
  config: [() => configured({ tools: { exec: { mode: 'maybe' } } }), 'tools.exec.mode is "maybe"'],
  token: [() => ({ ...sound, token: 'a'.repeat(40) }), 'can be guessed'],
  secrets: [
    () => configured({ providers: { openai: { apiKey: 'sk-0123456789' } } }),
    'written out in openclaw.json: providers.openai.apiKey',
  ],
  dm: [
    () => configured({ channels: { telegram: { token: 't', dm: 'open', allowFrom: ['*'] } } }),
    'channels.telegram is open',
  ],
  hooks: [() => configured({ hooks: { build: { secret: 'short' } } }), 'hooks.build is too short'],
  exec: [() => configured({ tools: { exec: { mode: 'allow' } } }), 'commands run without asking'],
  sandbox: [
    () => configured({ agents: { defaults: { sandbox: { mode: 'off' } } } }),
    'work on this machine itself',
  ],
  root: [() => ({ ...sound, user: 0 }), 'runs as root'],
  devices: [() => running({ devices: [{ ...device, current: false }] }), 'not used for two months: phone'],
  tokens: [
    () => running({ tokens: [{ ...device, scopes: ['admin'] }] }),
    'may do everything for ever: phone',
  ],
  audit: [() => running({ auditChain: 'broken' }), 'the audit log was changed'],
  database: [
    async () => {
      const root = makeHome()
      writeFileSync(locateHome(root).database, 'this is no database at all', { mode: 0o600 })
      return gather(root)
    },
    'openclaw.db is damaged',
  ],
  lock: [() => inspected({ lock: 'held' }), 'holds'],
  backups: [
    () =>
      inspected({
        database: { state: 'good', problem: null },
        backups: [{ name: 'b', createdAt: sound.now - 9 * DAY, bytes: 1, verified: true }],
      }),
    '9 days old',
  ],
  storage: [
    () => running({}, { storage: { writable: false, problem: 'The disk is full.' } }),
    'The disk is full',
  ],
  gateway: [() => ({ ...sound, running: true, gateway: 'It does not answer.' }), 'It does not answer'],
  port: [
    () => ({ ...sound, port: { number: 18789, use: 'other' } }),
    'port 18789 is taken by another program',
  ],
  writable: [() => ({ ...sound, unwritable: '/srv/home' }), "/srv/home can't be written"],
  version: [() => ({ ...running(), isOutdated: true }), 'does not run from the newest build'],
  agents: [() => running({}, { agents: { ready: 0, configured: 1 } }), 'no agent is ready'],
  bwrap: [() => inspected({ commandGuard: null }), 'bubblewrap is missing'],
  docker: [
    () => ({
      ...sound,
      engine: {
        state: 'no-engine',
        problem: 'Docker is not running on this machine.',
        fix: 'Install it.',
        engine: null,
        image: null,
      },
    }),
    'the sandbox is not ready',
  ],
  model: [
    () =>
      running({
        models: {
          models: [{ ...BUILTIN, problem: 'Set a key.' }],
          main: 'builtin:offline',
          warnings: [],
          providers: [],
          agents: [MAIN],
        },
      }),
    'Set a key.',
  ],
  assistants: [
    () =>
      running({
        models: {
          models: [BUILTIN, { ...BUILTIN, reference: 'openai:gpt-4o', problem: 'Set a key.' }],
          main: 'builtin:offline',
          warnings: [],
          providers: [],
          agents: [
            MAIN,
            { id: 'same', name: null, model: 'builtin:offline', answers: 'builtin:offline' },
            { id: 'research', name: 'Research', model: 'gpt-4o', answers: 'openai:gpt-4o' },
          ],
        },
      }),
    "the assistant research can't answer: openai:gpt-4o: Set a key.",
  ],
  'model-answer': [() => running({ modelAnswer: { ok: false, text: 'Quota.' } }), 'does not answer: Quota.'],
  channels: [
    () =>
      running({
        channels: [
          {
            name: 'x',
            account: 'default',
            state: 'degraded',
            reason: 'No reply.',
            fix: null,
            code: null,
            address: null,
            heardAt: null,
            missed: null,
            tokenAt: null,
            dmPolicy: 'pairing',
          },
        ],
      }),
    'x: degraded. No reply.',
  ],
  tailscale: [() => configured({ gateway: { tailscale: { mode: 'serve' } } }), 'there is no tailscale here'],
}

it('says of a workspace of root that no sandbox can share it', async () => {
  const facts = await configured({ agents: { defaults: { sandbox: { workspaceAccess: 'ro' } } } })
  const ofRoot = facts.folders.map((folder) => ({ ...folder, owner: 0, mode: 0o700 }))
  const docker = CHECKS.filter(({ id }) => id === 'docker')
  expect(examine({ ...facts, folders: ofRoot }, docker)).toMatchObject([
    {
      level: 'warning',
      text: expect.stringContaining('closed to others'),
      fix: expect.stringContaining('chown'),
    },
  ])
  expect(examine(facts, docker)).toMatchObject([{ level: 'good' }])
})

it('finds nothing wrong in a sound home', () => {
  const wrong = examine({ ...sound, running: true, gateway: gateway() }).filter(
    ({ level }) => level === 'fault',
  )
  expect(wrong).toEqual([])
})

it.each(CHECKS.map(({ id }) => id))('%s has a state that trips it, with what to do', async (id) => {
  const [state, words] = TRIPPED[id] ?? []
  const facts = await state?.()
  const own = CHECKS.filter((check) => check.id === id)
  if (!facts || !words) throw new Error(`There is no state that trips ${id}.`)
  const found = examine(facts, own).filter(({ level }) => level !== 'good')
  expect(found.map(({ text }) => text).join('\n')).toContain(words)
  for (const { fix } of found) expect(fix).toMatch(/\S/)
  expect(
    examine({ ...sound, running: true, gateway: gateway() }, own).some(({ text }) => text.includes(words)),
  ).toBe(false)
})

it('calls nothing good, and nothing damaged, that it could not look into', async () => {
  const root = makeHome()
  const { configFile, database } = locateHome(root)
  writeFileSync(configFile, '{ "tools": { "exec": { "mode": "allow" } }')
  const { config, written } = await gather(root)
  const problem = `${database} could not be looked into (SQLITE_FULL).`
  const facts = { ...inspected({ database: { state: 'unseen', problem } }), config, written }
  const settings = CHECKS.filter(({ id }) => ['secrets', 'dm', 'hooks', 'exec', 'sandbox'].includes(id))
  expect(examine(facts, settings)).toEqual([])
  const records = CHECKS.filter(({ id }) => id === 'database')
  expect(examine(facts, records)).toMatchObject([{ level: 'warning', text: problem }])
  expect(JSON.stringify(examine(facts, records))).not.toContain('restore')
})

it('mends modes, missing folders and stale records, and then has nothing more to do', async () => {
  const root = makeHome()
  const home = locateHome(root)
  chmodSync(home.state, 0o755)
  chmodSync(home.configFile, 0o644)
  rmSync(join(home.state, 'media'), { recursive: true })
  writeFileSync(home.runFile, '{"pid":999999,"port":1}')
  expect(repair(await gather(root))).toHaveLength(4)
  expect(repair(await gather(root))).toEqual([])
})

it('names a file that stands in the place of a folder, and touches nothing', async () => {
  const root = makeHome()
  const { state } = locateHome(root)
  rmSync(state, { recursive: true })
  writeFileSync(state, 'mine')
  const facts = await gather(root)
  expect(examine(facts)).toContainEqual(
    expect.objectContaining({ id: 'home', level: 'fault', fix: `mv ${state} ${state}.old` }),
  )
  expect(repair(facts)).toEqual([expect.stringContaining('closed')])
})

it("leaves another program's home untouched", async () => {
  const root = mkdtempSync(join(tmpdir(), 'openclaw-other-'))
  mkdirSync(join(root, 'agents'), { mode: 0o755 })
  chmodSync(root, 0o755)
  expect(repair(await gather(root))).toEqual([])
})
