import { execFileSync, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { connectClient, type GatewayClient } from '#testing/client.ts'
import { hasEngine } from '#testing/container-engine.ts'
import { listChildren, startGatewayProcess } from '#testing/gateway-process.ts'
import { text as say, toolCall } from '#testing/model-vendor/turn.ts'
import { type ModelVendor, startModelVendor } from '#testing/model-vendor/vendor.ts'
import { startTelegram, type TestTelegram } from '#testing/telegram/telegram.ts'
import { group, groupText, person, privateMessage, privateText } from '#testing/telegram/updates.ts'
import { openHouse } from '../fixtures/house.ts'
import type { SandboxExplanation, SandboxReport } from '../sandbox/contract.ts'

const ROOT = join(import.meta.dirname, '..', '..')
/** From its sources, beside those of the image. */
const AGENT = join(ROOT, 'agent', 'main.ts')
const HOOK_SECRET = randomBytes(24).toString('base64url')
const WHERE = { argv: ['cat', '/proc/1/comm'] }

interface Message {
  metadata?: { status?: string; runId?: string }
  parts: { text?: string }[]
}

interface House {
  owner: GatewayClient
  guest: OpenAI
  home: string
  /** Writes other settings of the sandbox into the configuration file. */
  configure(sandbox: Record<string, unknown>): void
  /** What the built-in model answers: a guest asks over the compatible API, the owner in his main session. */
  ask(who: 'owner' | 'guest', words: string): Promise<string>
  /** A delivery to the webhook; resolves with the text of its conversation once it is answered. */
  ring(words: string): Promise<{ sessionId: string; said: string }>
  stop(): Promise<void>
}

async function startHouse(sandbox: Record<string, unknown>, more: object = {}): Promise<House> {
  const configOf = (settings: Record<string, unknown>) => ({
    models: { main: 'builtin:offline' },
    hooks: { door: { secret: HOOK_SECRET, auth: 'bearer' } },
    tools: { exec: { mode: 'allow' } },
    agents: { defaults: { sandbox: settings } },
    ...more,
  })
  const { gateway, owner, home, close } = await openHouse({ config: configOf(sandbox), agentEntry: AGENT })
  await gateway.whenReady()
  const { token } = await owner.request<{ token: string }>('tokens.create', {
    name: 'guest',
    scopes: ['chat'],
  })
  const guest = new OpenAI({ apiKey: token, baseURL: `http://localhost:${gateway.port}/v1`, maxRetries: 0 })
  return {
    owner,
    guest,
    home,
    configure: (settings) => writeFileSync(join(home, 'openclaw.json'), JSON.stringify(configOf(settings))),
    async ask(who, words) {
      const model = 'openclaw'
      if (who === 'guest') {
        const answer = await guest.chat.completions.create({
          model,
          user: 'group',
          messages: [{ role: 'user', content: words }],
        })
        return answer.choices[0]?.message.content ?? ''
      }
      const sent = await owner.request<{ sessionId: string; runId: string }>('chat.send', {
        text: words,
        idempotencyKey: randomBytes(8).toString('hex'),
      })
      return vi.waitFor(async () => {
        const { messages } = await owner.request<{ messages: Message[] }>('chat.history', {
          sessionId: sent.sessionId,
          limit: 10,
        })
        const answer = messages.findLast((message) => message.metadata?.runId === sent.runId)
        expect(answer?.metadata?.status).toBe('completed')
        return answer?.parts.map((part) => part.text ?? JSON.stringify(part)).join(' ') ?? ''
      }, 20_000)
    },
    async ring(words) {
      const response = await fetch(`http://localhost:${gateway.port}/hooks/door`, {
        method: 'POST',
        headers: { authorization: `Bearer ${HOOK_SECRET}`, 'content-type': 'application/json' },
        body: JSON.stringify({ text: words }),
      })
      expect(response.status).toBe(202)
      return vi.waitFor(async () => {
        const { sessions } = await owner.request<{ sessions: { id: string; key: string }[] }>('sessions.list')
        const sessionId = sessions.find(({ key }) => key === 'agent:main:hook:door')?.id ?? ''
        const { messages } = await owner.request<{ messages: Message[] }>('chat.history', { sessionId })
        const asked = messages.findIndex(({ parts }) => JSON.stringify(parts).includes(words))
        expect(messages[asked + 1]?.metadata?.status).toBe('completed')
        return { sessionId, said: JSON.stringify(messages.slice(asked)) }
      }, 20_000)
    },
    async stop() {
      await owner.request('sandbox.recreate', { files: true }).catch(() => undefined)
      await close()
    },
  }
}

const listBoxes = (house: House) =>
  house.owner.request<{
    sandboxes: { sessionId: string; title: string; box: { container: string } | null }[]
  }>('sandbox.list', {})

const statusOf = (house: House) => house.owner.request<SandboxReport>('sandbox.status', {})

describe('without Docker', () => {
  let house: House
  beforeAll(async () => {
    house = await startHouse({ mode: 'off' })
  }, 60_000)
  afterAll(() => house.stop())

  it('is turned on by the configuration file, without a restart', async () => {
    expect(await statusOf(house)).toMatchObject({ state: 'off', mode: 'off' })
    house.configure({ socket: '/nonexistent/docker.sock' })
    await vi.waitFor(async () => expect((await statusOf(house)).state).toBe('no-engine'), 20_000)
  })

  it('G11: a guest gets no tool of the machine, and the answer says why', async () => {
    const answer = await house.ask('guest', 'run `hostname`')
    expect(answer).toContain('the sandbox is not ready (Docker is not running on this machine)')
  })

  it('says what is missing and what to do', async () => {
    expect(await statusOf(house)).toMatchObject({
      mode: 'non-main',
      problem: 'Docker is not running on this machine.',
      fix: expect.stringContaining('docker.io'),
    })
  })
})

describe.skipIf(!hasEngine)('with Docker', () => {
  let telegram: TestTelegram
  let vendor: ModelVendor
  let house: House
  beforeAll(async () => {
    execFileSync(process.execPath, [join(ROOT, 'agent/sandbox/main.ts'), 'build'], { stdio: 'ignore' })
    telegram = await startTelegram()
    vendor = await startModelVendor()
    house = await startHouse(
      {},
      {
        providers: { openai: { apiKey: 'sk-test', baseUrl: `${vendor.url}/v1` } },
        channels: {
          telegram: { token: telegram.token, apiRoot: telegram.url, allowFrom: ['66'], groups: 'always' },
        },
      },
    )
    await vi.waitFor(async () => expect((await statusOf(house)).state).toBe('ready'), 20_000)
  }, 600_000)
  afterAll(async () => {
    await house?.stop()
    await vendor?.stop()
    await telegram?.stop()
  })

  it('the same request works on the machine for the owner, and in a box for a guest, in a group and of a webhook', async () => {
    const mine = await house.ask('owner', 'run `cat /proc/1/comm`')
    const theirs = await house.ask('guest', 'run `cat /proc/1/comm`')
    expect(theirs).toContain('docker-init')
    expect(mine).not.toContain('docker-init')
    expect(await house.ask('guest', 'run `id -u`')).toContain('65532')
    const friends = group(-100_200)
    const place = { channel: 'telegram', account: 'default', chatId: String(friends.id) }
    await house.owner.request('contacts.allowGroup', place)
    telegram.push(groupText(friends, person(66), 'run `cat /proc/1/comm`'))
    await expect.poll(() => telegram.texts(friends.id).join()).toContain('docker-init')
    const { sessionId } = await house.ring('the bell works')
    await house.owner.request('models.use', { model: 'openai:gpt-4o', sessionId })
    vendor.script([[toolCall('exec', WHERE)], [say('I looked.')]])
    expect((await house.ring('somebody is at the door')).said).toContain('docker-init')
  })

  it('keeps the files of a guest in his box, and explains it', async () => {
    await house.ask('guest', 'write a file named notes.txt with hello')
    expect(existsSync(join(house.home, 'workspace/notes.txt'))).toBe(false)
    expect(await house.ask('guest', 'read notes.txt')).toContain('hello')
    const { sandboxes } = await listBoxes(house)
    expect(sandboxes).toMatchObject([
      { box: { state: 'running' } },
      { title: expect.stringContaining('door') },
      { title: 'Group -100200' },
    ])
    const explained = await house.owner.request<SandboxExplanation>('sandbox.explain', {
      sessionId: sandboxes[0]?.sessionId,
    })
    expect(explained).toMatchObject({ trusted: false, boxed: true })
    const decided = Object.fromEntries(explained.tools.map(({ tool, rule }) => [tool, rule]))
    expect(decided).toMatchObject({ exec: 'exec-sandbox', write: 'sandbox-write', schedule: 'owner-records' })
  })

  it('G12: nothing inside takes a session out of its box', async () => {
    for (const tool of ['schedule', 'new_session', 'sessions', 'remember', 'session_send']) {
      const { sandboxes } = await listBoxes(house)
      const sessionId = sandboxes[0]?.sessionId
      const answer = await house.owner.request('policy.explain', { sessionId, tool, input: inputOf(tool) })
      expect(answer).toMatchObject({ decision: 'deny' })
    }
  })

  it('a shell looks into the box, over a pipe as well', async () => {
    const { sandboxes } = await listBoxes(house)
    const command = ['cli/main.ts', 'sandbox', 'shell', sandboxes[0]?.sessionId ?? '']
    const shell = spawn(process.execPath, command, {
      cwd: ROOT,
      env: { ...process.env, OPENCLAW_HOME: house.home },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    shell.stdin.end('id -u; cat notes.txt; exit 3\n')
    const left = once(shell, 'close')
    expect(await text(shell.stdout)).toBe('65532\nhello\n')
    expect(await left).toEqual([3, null])
  })

  it('a file that a guest sends lies in his box, and one that is made there comes back to his chat', async () => {
    const guest = person(66)
    telegram.push(privateText(guest, 'hello'))
    await expect.poll(() => telegram.texts(guest.id)).toHaveLength(1)
    const { sessions } = await house.owner.request<{ sessions: { id: string; key: string }[] }>(
      'sessions.list',
    )
    const sessionId = sessions.find(({ key }) => key.includes(':telegram:') && !key.includes('group'))?.id
    await house.owner.request('models.use', { model: 'openai:gpt-4o', sessionId })
    const shout = { argv: ['bash', '-c', 'tr a-z A-Z < attachments/*-list.txt > loud.txt'] }
    vendor.script([
      [toolCall('exec', shout)],
      [toolCall('send_file', { path: 'loud.txt' })],
      [say('Here it is.')],
    ])
    const file = { ...telegram.addFile(Buffer.from('milk')), file_name: 'list.txt', mime_type: 'text/plain' }
    telegram.push(privateMessage(guest, { document: file, caption: 'say it loud' }))
    const [sent] = await telegram.waitFor('sendDocument')
    const document = Object.values(sent?.params ?? {}).find((value) => value instanceof Blob)
    expect(await document?.text()).toBe('MILK')
    expect(existsSync(join(house.home, 'workspace/attachments'))).toBe(false)
  })

  it('G10: an agent that is killed leaves no container, and the next one has the files', async () => {
    const before = (await listBoxes(house)).sandboxes.map(({ box }) => box?.container)
    expect(before).not.toContain(undefined)
    const agents = listChildren(process.pid).filter((pid) =>
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(AGENT),
    )
    expect(agents).not.toEqual([])
    for (const pid of agents) process.kill(pid, 'SIGKILL')
    const left = () => execFileSync('docker', ['ps', '--all', '--quiet'], { encoding: 'utf8' }).split('\n')
    await expect.poll(() => left().filter((id) => before.includes(id)), { interval: 200 }).toEqual([])
    expect(await house.ask('guest', 'read notes.txt')).toContain('hello')
  })

  it('a box that is made anew keeps the files, unless they are to go', async () => {
    const recreate = (files: boolean) => house.owner.request('sandbox.recreate', { files })
    expect(await recreate(false)).toEqual({ removed: 1 })
    expect(await house.ask('guest', 'read notes.txt')).toContain('hello')
    expect(await recreate(true)).toEqual({ removed: 1 })
    expect(await house.ask('guest', 'read notes.txt')).toContain('no file')
  })

  it('the mode "all" takes the owner into a box, too, and the scope "agent" gives all of them one', async () => {
    house.configure({ mode: 'all', scope: 'agent' })
    await vi.waitFor(async () => expect(await statusOf(house)).toMatchObject({ mode: 'all' }), 20_000)
    expect(await house.ask('owner', 'run `cat /proc/1/comm`')).toContain('docker-init')
    await house.ask('owner', 'write a file named ours.txt with hello')
    expect(existsSync(join(house.home, 'workspace/ours.txt'))).toBe(false)
    expect(await house.ask('guest', 'read ours.txt')).toContain('hello')
    const [shared] = (await listBoxes(house)).sandboxes
    expect(shared).toMatchObject({ key: 'agent:main', sessionId: null, box: { state: 'running' } })
  })
})

it.skipIf(!hasEngine)(
  'G10: a gateway that is killed with five boxes at work leaves none, and the files are there afterwards',
  async () => {
    const prepare = (home: string) => {
      const config = { models: { main: 'builtin:offline' }, hooks: { door: { secret: HOOK_SECRET } } }
      writeFileSync(join(home, 'openclaw.json'), JSON.stringify(config))
    }
    const first = await startGatewayProcess({ prepare })
    const owner = await connectClient(first.port, first.token())
    await vi.waitFor(async () => {
      expect(await owner.request('sandbox.status', {})).toMatchObject({ state: 'ready' })
    }, 20_000)
    const { token } = await owner.request<{ token: string }>('tokens.create', {
      name: 'guests',
      scopes: ['chat'],
    })
    const ask = async (port: number, user: string, words: string): Promise<string> => {
      const guest = new OpenAI({ apiKey: token, baseURL: `http://localhost:${port}/v1`, maxRetries: 0 })
      const messages = [{ role: 'user' as const, content: words }]
      const answer = await guest.chat.completions.create({ model: 'openclaw', user, messages })
      return answer.choices[0]?.message.content ?? ''
    }
    const guests = ['a', 'b', 'c', 'd', 'e']
    await Promise.all(
      guests.map((user) => ask(first.port, user, `write a file named mine.txt with of-${user}`)),
    )
    for (const user of guests) ask(first.port, user, 'run `sleep 60`').catch(() => undefined)
    const ours = `label=ai.openclaw.owner=${createHash('sha256').update(first.home).digest('hex').slice(0, 12)}`
    const list = (...more: string[]): string[] =>
      execFileSync('docker', ['ps', '--quiet', '--filter', ours, ...more], { encoding: 'utf8' })
        .split('\n')
        .filter(Boolean)
    const before = list()
    expect(before.length).toBeGreaterThanOrEqual(5)
    owner.close()
    await first.end('SIGKILL')
    await expect.poll(() => list(), { interval: 100 }).toEqual([])
    const second = await startGatewayProcess({ home: first.home })
    await expect.poll(() => list('--all').filter((id) => before.includes(id)), { interval: 100 }).toEqual([])
    expect(await ask(second.port, 'e', 'read mine.txt')).toContain('of-e')
    const again = await connectClient(second.port, second.token())
    await again.request('sandbox.recreate', { files: true })
    again.close()
    await second.end()
    expect(list('--all')).toEqual([])
    await second.dispose()
  },
  60_000,
)

function inputOf(tool: string): Record<string, unknown> {
  if (tool === 'schedule') return { text: 'x', inMinutes: 1 }
  if (tool === 'session_send') return { sessionId: 'x', text: 'x' }
  return { text: 'x' }
}
