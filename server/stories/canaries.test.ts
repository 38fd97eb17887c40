import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { HIDDEN_SECRET } from '#protocol/chat/hidden-secret.ts'
import { bundleAgent } from '#testing/bundles.ts'
import { connectClient, type GatewayClient } from '#testing/client.ts'
import { failure, toolCall } from '#testing/model-vendor/turn.ts'
import { startModelVendor } from '#testing/model-vendor/vendor.ts'
import { startTelegram } from '#testing/telegram/telegram.ts'
import { createEnv, VENDOR_KEYS } from '../env.ts'
import { startGateway } from '../main.ts'

/** Told to nobody on purpose: what these are is looked for, byte by byte, in all that is left behind. */
const canary = (name: string): string => `canary-${name}-9f27c1e4a6b8d30f5a7c`

const ENVIRONMENT = Object.values(VENDOR_KEYS).flat()
const PROVIDERS = ['anthropic', 'openai', 'google', 'alibaba', 'deepseek', 'elsewhere']
const HOOKS = ['github', 'mail']
/** What a stranger sends, in every place where a secret may stand by mistake. */
const SENT = [
  'bearer',
  'basic',
  'cookie',
  'browser-key',
  'query',
  'login-code',
  'form',
  'hook',
  'hello',
  'path',
]

let home: string
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'openclaw-canaries-'))
  home = join(folder, 'home')
  mkdirSync(home)
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
})

/** Commands that only look run unasked where there is a guard. */
const CAN_LOOK = existsSync('/usr/bin/bwrap')

const WHOLE: [tool: string, input: object] = ['exec', { argv: ['cat', ...Array(16).fill('dump.txt')] }]

/** What a model tries that wants to see all of it. */
const CURIOUS: readonly [tool: string, input: object][] = [
  ['read', { path: '../openclaw.json' }],
  ['read', { path: '../state/gateway.token' }],
  ['search', { pattern: 'canary', path: '../state', hidden: true }],
  ['search', { pattern: 'canary', hidden: true, ignored: true }],
  ['read', { path: '/proc/self/environ' }],
  ['read', { path: 'dump.txt' }],
  ['search', { pattern: '.', path: 'dump.txt' }],
  // More than a result may hold: the whole is kept in the workspace. It only looks, so that nobody is asked.
  ...(CAN_LOOK ? [WHOLE] : []),
]

/** What somebody left in the workspace, in the forms that tools print (F7). */
const FORMS: readonly ((secret: string) => string)[] = [
  (secret) => secret,
  (secret) => Buffer.from(secret).toString('base64').replaceAll('=', ''),
  (secret) => Buffer.from(secret).toString('hex'),
  (secret) => Buffer.from(secret).toString('hex').replace(/../g, '%$&'),
]

/** In the shape that Telegram's have. */
const BOT_TOKEN = `123456789:${canary('bot')}`

function writeConfig(vendorUrl: string, telegramUrl = vendorUrl): void {
  const provider = (name: string) => [
    name,
    {
      apiKey: name === 'elsewhere' ? `\${CANARY_KEY}` : canary(`key-${name}`),
      baseUrl: `${vendorUrl}/v1`,
      ...(name === 'elsewhere'
        ? { api: 'openai-compatible', headers: { 'x-secret': canary('header') } }
        : {}),
    },
  ]
  const hook = (name: string) => [name, { secret: canary(`hook-${name}`), auth: 'bearer' }]
  writeFileSync(
    join(home, 'openclaw.json'),
    JSON.stringify({
      models: { main: 'anthropic:claude-opus', fallback: ['openai:gpt-4o', 'elsewhere:some-model'] },
      providers: Object.fromEntries(PROVIDERS.map(provider)),
      hooks: Object.fromEntries(HOOKS.map(hook)),
      channels: { telegram: { apiRoot: telegramUrl } },
    }),
  )
}

/** Everything that the owner and a stranger do with secrets; returns those that the gateway made. */
async function live(client: GatewayClient, port: number): Promise<Record<string, string>> {
  const base = `http://localhost:${port}`
  const json = { 'content-type': 'application/json', origin: base }
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(base + path, { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) })

  const { sessions } = await client.request<{ sessions: { id: string }[] }>('sessions.list')
  await client.subscribe(`session:${sessions[0]?.id}`)
  await client.request('chat.send', { text: 'hello', idempotencyKey: 'one' })
  await client.event(({ event }) => (event as { type: string }).type === 'run-end')
  const token = await client.request<{ token: string }>('tokens.create', { name: 'x', scopes: ['read'] })
  const { url } = await client.request<{ url: string }>('login.createLink')
  const code = url.split('#code=')[1] ?? ''
  const login = await post('/login/exchange', { code })
  const { key } = (await login.json()) as { key: string }
  const cookie = (login.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? ''
  await post('/logout', {}, { cookie, 'x-browser-key': key })

  const bearer = (value: string) => ({ authorization: value })
  await fetch(`${base}/trpc/status.get`, { headers: bearer(`Bearer ${canary('bearer')}`) })
  await fetch(`${base}/trpc/status.get`, { headers: bearer(`Basic ${canary('basic')}`) })
  const halves = { cookie: `openclaw_${port}=${canary('cookie')}`, 'x-browser-key': canary('browser-key') }
  await fetch(`${base}/trpc/status.get`, { headers: halves })
  await fetch(`${base}/trpc/status.get?token=${canary('query')}`)
  await post('/login/exchange', { code: canary('login-code') })
  await fetch(`${base}/logout`, { method: 'POST', body: new URLSearchParams({ password: canary('form') }) })
  await post('/hooks/mail', { text: 'hello' }, bearer(`Bearer ${canary('hook-mail')}`))
  await post('/hooks/github', { secret: canary('hook') }, bearer(`Bearer ${canary('hook')}`))
  await post(`/trpc/${canary('path')}`, {})
  await connectClient(port, canary('hello')).catch(() => {})
  await client.request('backups.create')
  return {
    'gateway-token': readFileSync(join(home, 'state', 'gateway.token'), 'utf8').trim(),
    'api-token': token.token,
    'link-code': code,
    'browser-cookie': cookie.split('=')[1] ?? '',
    'browser-key-given': key,
  }
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

/** Where which secret is found; the owner's configuration and the files for tokens are where they belong. */
function findSecrets(secrets: Record<string, string>, said: string): string[] {
  const places = listFiles(home).filter(
    (file) => !/openclaw\.json$|gateway\.token$|credentials\.json$/.test(file),
  )
  const texts: [string, string][] = [
    ['the terminal', said],
    ...places.map((file): [string, string] => [relative(home, file), readFileSync(file, 'latin1')]),
  ]
  return Object.entries(secrets).flatMap(([name, secret]) =>
    texts.flatMap(([place, text]) => (text.includes(secret) ? [`${name} in ${place}`] : [])),
  )
}

describe('L2 after a day with all its secrets', () => {
  it('none of them is left in the state, the log, the audit log, a backup or the workspace, or told to a model (F7, F8)', async () => {
    const vendor = await startModelVendor()
    onTestFinished(() => vendor.stop())
    const echo = [...PROVIDERS.map((name) => canary(`key-${name}`)), canary('environment'), canary('header')]
    let answers = 0
    vendor.script(() => {
      answers += 1
      if (answers === 1) return CURIOUS.map(([tool, input]) => toolCall(tool, input))
      return [failure(401, { body: { error: { message: `bad key ${echo.join(' ')}` } } })]
    })
    const telegram = await startTelegram({ token: BOT_TOKEN })
    onTestFinished(() => telegram.stop())
    writeConfig(vendor.url, telegram.url)
    const environment = Object.fromEntries(ENVIRONMENT.map((name) => [name, canary(name)]))
    const known = [
      ...Object.values(environment),
      ...echo,
      ...HOOKS.map((name) => canary(`hook-${name}`)),
      BOT_TOKEN,
    ]
    const dumped = known.flatMap((secret) => FORMS.map((form) => form(secret)))
    mkdirSync(join(home, 'workspace'))
    const dump = join(home, 'workspace', 'dump.txt')
    const said: string[] = []
    const gateway = await startGateway({
      env: createEnv({
        ...environment,
        CANARY_KEY: canary('environment'),
        OPENCLAW_HOME: home,
        OPENCLAW_LOG_LEVEL: 'debug',
        PATH: process.env.PATH,
      }),
      port: 0,
      agentEntry: await bundleAgent(),
      terminal: { write: (line) => said.push(line) },
    })
    onTestFinished(() => gateway.stop())
    await gateway.whenReady()
    const client = await connectClient(
      gateway.port,
      readFileSync(join(home, 'state', 'gateway.token'), 'utf8').trim(),
    )
    const bot = { channel: 'telegram', token: BOT_TOKEN }
    expect(await client.request('channels.add', bot)).toMatchObject({ state: 'ready' })
    writeFileSync(dump, dumped.join('\n'))
    const made = await live(client, gateway.port)
    rmSync(dump)
    telegram.faults.revokeToken()
    await client.request('channels.add', bot).catch(() => undefined)
    // Somebody takes one box for the other.
    await client.request('channels.add', { ...bot, account: BOT_TOKEN }).catch(() => undefined)
    const { chain } = await client.request<{ chain: string }>('audit.list')
    expect(chain).toBe('intact')
    client.close()
    await gateway.stop()

    const planted = [
      ...ENVIRONMENT,
      ...PROVIDERS.filter((name) => name !== 'elsewhere').map((name) => `key-${name}`),
      ...HOOKS.map((name) => `hook-${name}`),
      ...SENT,
      'environment',
      'header',
      'bot',
    ]
    const secrets = { ...made, ...Object.fromEntries(planted.map((name) => [name, canary(name)])) }
    expect(Object.keys(secrets).length).toBeGreaterThanOrEqual(25)
    expect(Object.values(secrets).every((secret) => secret.length > 8)).toBe(true)
    expect(findSecrets(secrets, said.join(''))).toEqual([])
    // F8: nor did any of them go to a model, which tried to read them.
    const prompts = JSON.stringify(vendor.requests.map(({ body }) => body))
    expect(prompts.match(/No tool may use/g)?.length).toBeGreaterThanOrEqual(3)
    expect(Object.entries(secrets).filter(([, secret]) => prompts.includes(secret))).toEqual([])

    // F7: nor did what a tool printed of them go there, to the panel, the transcript or a log.
    const shown = [prompts, JSON.stringify(client.events), said.join('')]
    const kept = listFiles(join(home, 'state')).filter(
      (file) => !/gateway\.token$|credentials\.json$/.test(file),
    )
    const all = [...shown, ...kept.map((file) => readFileSync(file, 'latin1'))].join('\n')
    expect(dumped.filter((text) => all.includes(text))).toEqual([])
    expect(prompts.split(HIDDEN_SECRET).length).toBeGreaterThan(2 * dumped.length)
    const whole = listFiles(join(home, 'workspace')).map((file) => readFileSync(file, 'latin1'))
    expect(whole).toHaveLength(CAN_LOOK ? 1 : 0)
    expect(dumped.filter((text) => whole.join('').includes(text))).toEqual([])

    // L1: whatever was written is the owner's alone.
    const open = listFiles(join(home, 'state')).filter((file) => (statSync(file).mode & 0o077) !== 0)
    expect(open).toEqual([])

    // Planted bug: the same search finds one that was written down after all.
    writeFileSync(join(home, 'state', 'logs', 'other.log'), `token=${made['api-token']}`)
    expect(findSecrets(secrets, '')).toEqual(['api-token in state/logs/other.log'])
  })

  it('B2 does not begin where the token of the gateway is the secret of a hook', async () => {
    writeConfig('http://127.0.0.1:9')
    mkdirSync(join(home, 'state'))
    writeFileSync(join(home, 'state', 'gateway.token'), canary('hook-mail'))
    const env = createEnv({ OPENCLAW_HOME: home, OPENCLAW_LOG_LEVEL: 'silent', PATH: process.env.PATH })
    await expect(startGateway({ env, port: 0 })).rejects.toMatchObject({
      code: 'config_invalid',
      message: expect.stringContaining('holds a secret of the configuration'),
    })
  })
})
