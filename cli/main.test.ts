import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildGateway } from '#testing/bundles.ts'
import { type GatewayProcess, startGatewayProcess } from '#testing/gateway-process.ts'

const ROOT = join(import.meta.dirname, '..')
let gateway: GatewayProcess

beforeAll(async () => {
  buildGateway()
  gateway = await startGatewayProcess()
  writeFileSync(join(gateway.workspace, 'config.json'), '{"name":"demo","port":3000}')
}, 120_000)
afterAll(() => gateway?.dispose())

interface Outcome {
  readonly code: number | null
  readonly out: string
  readonly notes: string
}

/** Runs one command without a terminal; `onNotes` sees what it says beside its answer, as it comes. */
function openclaw(
  args: string[],
  options: { home?: string; onNotes?: (notes: string, child: ChildProcess) => void } = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, [join(ROOT, 'bin', 'openclaw.cjs'), ...args], {
    env: { PATH: process.env.PATH, OPENCLAW_HOME: options.home ?? gateway.home, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let notes = ''
  child.stdout.on('data', (data) => {
    out += String(data)
  })
  child.stderr.on('data', (data) => {
    notes += String(data)
    options.onNotes?.(notes, child)
  })
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, notes })))
}

const lines = (text: string): Record<string, unknown>[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

describe('openclaw', () => {
  it('status shows the gateway for people and as JSON, without colours where no terminal is', async () => {
    const shown = await openclaw(['status'])
    expect(shown).toMatchObject({ code: 0, notes: '' })
    expect(shown.out).toContain(`http://localhost:${gateway.port}`)
    expect(shown.out).not.toContain('\u001b')
    const report = JSON.parse((await openclaw(['status', '--json'])).out)
    expect(report).toMatchObject({
      port: gateway.port,
      agents: { ready: 1, configured: 1 },
      config: { ok: true },
    })
  })

  it('chat streams the answer to its output and the tools beside it', async () => {
    const answer = await openclaw(['chat', 'read', 'config.json'])
    expect(answer.code).toBe(0)
    expect(answer.out).toContain('demo')
    expect(answer.notes).toContain('→ read config.json')
    expect(answer.notes).toMatch(/✓ read \(\d+ ms\)/)
  })

  it('chat --attach sends a file along, which then lies in the workspace', async () => {
    const file = join(gateway.home, 'shopping.txt')
    writeFileSync(file, 'milk and honey')
    const answer = await openclaw(['chat', '--attach', file, 'read attachments/shopping.txt'])
    expect([answer.code, answer.out]).toEqual([0, expect.stringContaining('milk and honey')])
    expect((await openclaw(['chat', '--attach', '/nowhere', 'look'])).notes).toContain('no file /nowhere')
  })

  it('why tells of the newest answer what was done under which rule, in the language of the terminal', async () => {
    await openclaw(['chat', 'read config.json'])
    const { code, out } = await openclaw(['why'])
    expect(code).toBe(0)
    expect(out).toMatch(/Trigger +cli, you: "read config.json"/)
    expect(out).toMatch(/Route +agent:main:main: trusted\n/)
    expect(out).toMatch(/Panel +http:\/\/localhost:\d+\/\?session=[\w-]+&why=[\w-]+\n/)
    expect(out).toMatch(/done {2}read config.json\n +rule workspace-read, \d+ ms/)
    expect((await openclaw(['why', 'no-such-message'])).notes).toContain('Nothing is known of such a message')
  })

  it('chat --json prints each event as one line, from start to end', async () => {
    const { out } = await openclaw(['chat', '--json', 'read config.json'])
    const events = lines(out)
    expect(events[0]).toMatchObject({ type: 'run-start' })
    expect(events.at(-1)).toMatchObject({ type: 'run-end', status: 'completed' })
  })

  it('chat says how to answer an approval where nobody can be asked, and goes on after the answer', async () => {
    let asked = false
    const answering: Promise<Outcome>[] = []
    const answer = await openclaw(['chat', 'run the command hostname'], {
      onNotes(notes) {
        if (asked || !notes.includes('openclaw approvals')) return
        asked = true
        answering.push(openclaw(['approvals', 'deny']))
      },
    })
    expect(asked).toBe(true)
    expect((await answering[0])?.out).toContain('denied: exec hostname')
    expect(answer.code).toBe(0)
    expect((await openclaw(['approvals'])).out).toBe('Nothing waits for an answer.\n')
  })

  it('chat ends by Ctrl-C with the answer stopped, and with it what waits', async () => {
    let asked = false
    const answer = await openclaw(['chat', 'run the command hostname'], {
      onNotes(notes, child) {
        if (asked || !notes.includes('openclaw approvals')) return
        asked = child.kill('SIGINT')
      },
    })
    expect(answer.code).toBe(130)
    expect(answer.notes).toMatch(/\nopenclaw: Stopped\.\n$/)
    expect((await openclaw(['approvals'])).out).toBe('Nothing waits for an answer.\n')
  })

  it('open prints a fresh one-time link each time', async () => {
    const [first, second] = [await openclaw(['open']), await openclaw(['open', '--json'])]
    expect(first.out).toMatch(new RegExp(`^http://localhost:${gateway.port}/login#code=\\S+\\n$`))
    expect(JSON.parse(second.out)).toMatchObject({ url: expect.stringContaining('/login#code=') })
    expect(JSON.parse(second.out).url).not.toBe(first.out.trim())
  })

  it('says that the gateway is not running and how to start it, with exit code 2', async () => {
    const home = mkdtempSync(join(tmpdir(), 'openclaw-none-'))
    const { code, notes } = await openclaw(['status'], { home })
    expect({ code, notes }).toEqual({
      code: 2,
      notes: `openclaw: The gateway is not running (home ${home}). Start it with: openclaw gateway start\n`,
    })
    const asJson = await openclaw(['status', '--json'], { home })
    expect(JSON.parse(asJson.out)).toMatchObject({ error: { code: 'not-running' } })
  })

  it('names what is unknown with exit code 1', async () => {
    expect((await openclaw(['chat', '--session', 'nowhere', 'hello'])).notes).toContain(
      'no conversation nowhere',
    )
    expect((await openclaw(['chat', '--agent', 'reserch', 'hello'])).notes).toContain(
      'no assistant "reserch"; there is main.',
    )
    expect((await openclaw(['approvals', 'perhaps'])).notes).toContain('See: openclaw approvals --help')
    const unknown = await openclaw(['dance'])
    expect(unknown.code).toBe(1)
    expect(unknown.notes).toContain("unknown command 'dance'")
  })
})
