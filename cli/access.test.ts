import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { buildGateway } from '#testing/bundles.ts'
import { findFreePort } from '#testing/sockets/free-port.ts'
import { startTelegram } from '#testing/telegram/telegram.ts'
import { type Outcome, run } from './fixtures/run.ts'

const home = mkdtempSync(join(tmpdir(), 'openclaw-access-'))
let origin: string
let environment: Record<string, string>
const openclaw = (line: string, input = ''): Promise<Outcome> => run(line.split(' '), environment, input)

beforeAll(async () => {
  buildGateway()
  const port = await findFreePort()
  origin = `http://localhost:${port}`
  environment = {
    PATH: process.env.PATH ?? '',
    OPENCLAW_HOME: home,
    OPENCLAW_GATEWAY_PORT: String(port),
    XDG_CONFIG_HOME: join(home, 'config'),
  }
  const started = await openclaw('gateway start')
  expect(started).toMatchObject({ code: 0, notes: expect.stringContaining('runs in the background') })
  expect(started.out).toContain(`${origin}/login#code=`)
}, 120_000)
afterAll(() => openclaw('gateway stop'))

/** A browser that nobody knows asks to be let in. */
async function knock(): Promise<{ pairingId: string; secret: string; code: string }> {
  const answer = await fetch(`${origin}/pair/request`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin, 'user-agent': 'Phone' },
    body: '{}',
  })
  return (await answer.json()) as { pairingId: string; secret: string; code: string }
}

describe('from the command line', () => {
  it('a browser is let in by its code, listed, renamed and signed out', async () => {
    const { pairingId, secret, code } = await knock()
    expect((await openclaw('pairing')).out).toContain(code)
    const wrong = await openclaw(`pairing approve browser ${code === '111111' ? '222222' : '111111'}`)
    expect(wrong).toMatchObject({ code: 1, notes: expect.stringContaining('openclaw pairing list') })
    expect(await openclaw(`pairing approve browser ${code} --scope read chat`)).toMatchObject({ code: 0 })
    const claim = await fetch(`${origin}/pair/claim`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify({ pairingId, secret }),
    })
    expect(claim.status).toBe(200)
    const [device] = JSON.parse((await openclaw('devices --json')).out) as { id: string; scopes: string[] }[]
    expect(device?.scopes).toEqual(['read', 'chat'])
    expect((await openclaw(`devices rename ${device?.id} kitchen`)).out).toContain('kitchen')
    expect((await openclaw(`pairing revoke browser ${device?.id}`)).code).toBe(0)
    expect((await openclaw('devices')).out).toContain('No browser is signed in')
  })

  it('who waits is turned away, one or all', async () => {
    const { code } = await knock()
    expect((await openclaw(`pairing reject browser ${code}`)).out).toContain('Rejected')
    await knock()
    expect((await openclaw('pairing reject browser --all')).out).toBe('Rejected: 1.\n')
    expect((await openclaw('pairing')).out).toBe('Nobody waits.\n')
    expect((await openclaw('pairing reject browser')).notes).toContain('--all')
  })

  it('a token is made, works, is listed without its secret and ended, and all of it is on record', async () => {
    const { id, token } = JSON.parse(
      (await openclaw('tokens create backup --scope read --days 3 --json')).out,
    )
    const call = () => fetch(`${origin}/trpc/status.get`, { headers: { authorization: `Bearer ${token}` } })
    expect((await call()).status).toBe(200)
    const listed = (await openclaw('tokens')).out
    expect(listed).toContain('backup')
    expect(listed).not.toContain(token)
    await openclaw(`tokens revoke ${id}`)
    expect((await call()).status).toBe(401)
    const { out } = await openclaw('audit --json')
    expect(out).toContain('pairing.approve')
    expect(out).not.toContain(token)
    expect((await openclaw('tokens create x --scope everything')).notes).toContain('Allowed choices')
  })

  it('a bot is connected by a token that is no word of the command, and disconnected', async () => {
    const telegram = await startTelegram()
    onTestFinished(() => telegram.stop())
    const { token } = telegram
    await openclaw(`config set channels.telegram.apiRoot ${telegram.url}`)
    const log = join(home, 'state', 'logs', 'gateway.log')
    await vi.waitFor(() => expect(readFileSync(log, 'utf8')).toContain('The configuration changed.'), 20_000)
    for (const words of [token, `--token ${token}`, `--token=${token}`]) {
      const refused = await openclaw(`channels add telegram ${words} --account work`, token)
      expect(refused).toMatchObject({ code: 1, out: '', notes: expect.stringContaining('never an argument') })
      expect(refused.notes).not.toContain(token)
    }
    expect(telegram.calls()).toEqual([])
    expect(
      (await openclaw('channels add telegram --account work', '123456789:nobodys-token-at-all')).notes,
    ).toContain('@BotFather')
    const added = await openclaw('channels add telegram --account work', `${token}\n`)
    expect(added).toMatchObject({ code: 0, out: expect.stringContaining('telegram (work): ready') })
    expect(added.notes).toContain('@claw_test_bot')
    expect((await openclaw('channels')).out).toMatch(/telegram +work +ready/)
    const day = 24 * 3_600_000
    const missed = [Date.now(), Date.now() - 2 * day, Date.now() - day]
    const database = new Database(join(home, 'state', 'openclaw.db'))
    database
      .prepare("insert or replace into channel_hearings values ('telegram:work', ?, ?, ?)")
      .run(...missed)
    database.close()
    expect((await openclaw('channels status')).out).toMatch(/may be missing +what was written from 2/)
    expect((await openclaw('audit --action channels.add')).out).toContain('telegram')
    expect((await openclaw('channels remove telegram --account work')).out).toContain('forgotten')
    expect((await openclaw('channels remove telegram --account work')).notes).toContain('No token is kept')
  })

  it('people, platforms and models are shown, and why a call would be asked about', async () => {
    expect((await openclaw('contacts')).out).toBe('Nobody but you was let in.\n')
    expect((await openclaw('contacts revoke telegram 42')).code).toBe(1)
    expect((await openclaw('contacts allow-group telegram -100')).code).toBe(0)
    expect((await openclaw('contacts')).out).toMatch(/telegram +default +-100 +group/)
    expect((await openclaw('channels status telegram')).notes).toContain('openclaw channels list')
    expect((await openclaw('models')).out).toContain('builtin:offline')
    expect((await openclaw('models')).notes).toContain('anthropic, openai, google, alibaba, deepseek')
    expect((await openclaw('models test builtin:offline')).code).toBe(0)
    expect((await openclaw('models key nobody', 'sk-1234567890')).notes).toContain(
      'Keys are taken for: anthropic',
    )
    await openclaw('config set providers.openai.baseUrl http://127.0.0.1:9/v1')
    const key = await openclaw('models key openai', 'sk-1234567890')
    expect(key).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^Kept; openai has 1 key\.\nopenai:.* answers from now on/),
    })
    expect(key.notes).toContain("can't be reached")
    expect((await openclaw('models use builtin:offline')).out).toContain(
      'builtin:offline answers from now on',
    )
    expect((await openclaw('models use default')).out).toContain('openai:')
    await openclaw('models key openai --remove')
    expect((await openclaw('why exec git push --force -n')).out).toMatch(/asks you first|is allowed/)
    expect((await openclaw('why read notes.md --json')).out).toContain('workspace-read')
  })

  it('the gateway is found running, by its doctor too, and stops when asked', async () => {
    const status = JSON.parse((await openclaw('gateway status --json')).out)
    expect(status).toMatchObject({ state: 'running', home, service: 'not installed' })
    expect((await openclaw('gateway start')).notes).toContain('was running already')
    const checked = JSON.parse((await openclaw('doctor --json')).out)
    expect(checked.findings).toContainEqual(expect.objectContaining({ id: 'gateway', level: 'good' }))
    expect(checked.faults).toBe(0)
    expect((await openclaw('uninstall --yes')).notes).toContain('openclaw gateway stop')
    expect((await openclaw('gateway stop')).out).toBe('The gateway has stopped.\n')
    expect((await openclaw('gateway status')).code).toBe(2)
    expect((await openclaw('status')).notes).toContain('openclaw gateway start')
    const gone = JSON.parse((await openclaw('uninstall --yes --json')).out)
    expect(gone).toEqual({
      removed: [join(home, 'state'), join(home, 'openclaw.json')],
      kept: join(home, 'workspace'),
    })
  })
})

describe('what is typed wrong', () => {
  it.each([
    ['paring', "unknown command 'paring'. Did you mean pairing? See: openclaw --help"],
    ['sessions lst', 'Did you mean list? See: openclaw sessions --help'],
    ['status --jsn', 'Did you mean --json? See: openclaw status --help'],
    ['sessions show', 'See: openclaw sessions show --help'],
  ])('openclaw %s', async (line, words) => {
    expect(await openclaw(line)).toMatchObject({ code: 1, out: '', notes: expect.stringContaining(words) })
  })

  it.each(['bash', 'zsh', 'fish'])('is completed before, by a script for %s', async (shell) => {
    const { out } = await openclaw(`completion ${shell}`)
    for (const word of ['pairing', 'approve', '--json', 'doctor'])
      expect(out).toContain(word.replace('--', ''))
  })

  it('completes in a real bash', async () => {
    const { out } = await openclaw('completion bash')
    const ask = 'COMP_WORDS=(openclaw gateway st); COMP_CWORD=2; _openclaw; echo "${COMPREPLY[*]}"'
    expect(execFileSync('bash', ['-c', `${out}\n${ask}`], { encoding: 'utf8' })).toBe('start stop status\n')
  })
})
