import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { request as open } from 'node:http'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import type { GatewayClient } from '#testing/client.ts'
import { failure, hold, text, usage } from '#testing/model-vendor/turn.ts'
import { type ModelVendor, startModelVendor } from '#testing/model-vendor/vendor.ts'
import { installTailscale, type TestTailscale } from '#testing/tailscale/tailscale.ts'
import type { RunningGateway } from '../boot/contract.ts'
import { type House, openHouse } from '../fixtures/house.ts'

const HOOK_SECRET = randomBytes(24).toString('base64url')
const PUBLIC = 'hooks.example.com'

let vendor: ModelVendor
let tailscale: TestTailscale
let house: House
let gateway: RunningGateway
let owner: GatewayClient
let phonePort: number

beforeAll(async () => {
  vendor = await startModelVendor()
  tailscale = installTailscale()
  const config = {
    gateway: { tailscale: { mode: 'serve' }, hooks: { publicHost: PUBLIC } },
    models: { main: 'gpt-4o' },
    providers: { openai: { apiKey: 'sk-test', baseUrl: `${vendor.url}/v1` } },
    hooks: { door: { secret: HOOK_SECRET }, broken: { secret: 'short' } },
  }
  house = await openHouse({ config, environment: { PATH: `${tailscale.bin}:${process.env.PATH}` } })
  gateway = house.gateway
  owner = house.owner
  await gateway.whenReady()
  phonePort = await tailscale.port()
})

afterAll(async () => {
  await house.close()
  await vendor.stop()
  tailscale.remove()
})

async function createClient(scopes = ['chat']): Promise<OpenAI> {
  const { token } = await owner.request<{ token: string }>('tokens.create', { name: 'script', scopes })
  return new OpenAI({ apiKey: token, baseURL: `http://localhost:${gateway.port}/v1` })
}

/** What the newest model request was given, as text. */
const given = (): string => JSON.stringify(vendor.requests.at(-1)?.body.messages)

describe('the OpenAI-compatible API, with the official client', () => {
  it('answers whole and in pieces, with the tokens that were used', async () => {
    vendor.script(() => [text('Hello from the house.'), usage(12, 5)])
    const client = await createClient()
    const messages = [{ role: 'user' as const, content: 'Hello?' }]
    const whole = await client.chat.completions.create({ model: 'openclaw', messages })
    expect(whole.choices[0]).toMatchObject({
      message: { role: 'assistant', content: 'Hello from the house.' },
      finish_reason: 'stop',
    })
    expect(whole).toMatchObject({
      object: 'chat.completion',
      model: 'openai:gpt-4o',
      usage: { prompt_tokens: 12, completion_tokens: 5, total_tokens: 17 },
    })

    const stream = await client.chat.completions.create({
      model: 'openclaw',
      messages,
      stream: true,
      stream_options: { include_usage: true },
    })
    const pieces = []
    for await (const chunk of stream) pieces.push(chunk)
    const words = pieces.flatMap(({ choices }) => choices[0]?.delta.content ?? [])
    expect(words.join('')).toBe('Hello from the house.')
    expect(words.filter((word) => word !== '').length).toBeGreaterThan(1)
    expect(pieces.at(-2)?.choices[0]?.finish_reason).toBe('stop')
    expect(pieces.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 17 } })
  })

  it('goes on in the conversation of a user, and takes a request without one as all there is', async () => {
    vendor.script(() => [text('Noted.')])
    const client = await createClient()
    const ask = (content: string, user?: string) =>
      client.chat.completions.create({
        model: 'openclaw',
        messages: [
          { role: 'system', content: 'Answer in rhymes.' },
          { role: 'user', content: 'An earlier question.' },
          { role: 'assistant', content: 'An earlier answer.' },
          { role: 'user', content },
        ],
        ...(user === undefined ? {} : { user }),
      })
    await ask('My name is Ada.', 'ada')
    await ask('What is my name?', 'ada')
    expect(given()).toContain('My name is Ada.')
    expect(given()).toContain('Answer in rhymes.')
    expect(given()).not.toContain('An earlier')
    await ask('What is my name?', 'bob')
    expect(given()).not.toContain('Ada')

    await ask('My name is Zoe.')
    expect(given()).toContain('An earlier answer.')
    await ask('What is my name?')
    expect(given()).not.toContain('Zoe')

    const { sessions } = await owner.request<{ sessions: { key: string; trusted: boolean }[] }>(
      'sessions.list',
    )
    const ofProgram = sessions.filter(({ key }) => key.startsWith('agent:main:api:'))
    expect(ofProgram.map(({ key }) => key.split(':').at(-1))).toEqual(
      expect.arrayContaining(['ada', 'bob', 'default']),
    )
    expect(ofProgram.some(({ trusted }) => trusted)).toBe(false)
  })

  it('takes no command, and an idempotency key makes one turn of two requests', async () => {
    vendor.script(() => [text('Once.')])
    const client = await createClient()
    const before = vendor.requests.length
    const options = { headers: { 'Idempotency-Key': randomUUID() } }
    const body = { model: 'openai:gpt-4o', messages: [{ role: 'user' as const, content: '/status' }] }
    const first = await client.chat.completions.create(body, options)
    const second = await client.chat.completions.create(body, options)
    expect([first.choices[0]?.message.content, second.id]).toEqual(['Once.', first.id])
    expect(vendor.requests.length - before).toBe(1)
  })

  it('lists the models, and refuses in the words that the client knows', async () => {
    const client = await createClient()
    const listed = await client.models.list()
    expect(listed.data.map(({ id }) => id)).toEqual(expect.arrayContaining(['openclaw', 'openai:gpt-4o']))
    expect(await client.models.retrieve('openclaw')).toMatchObject({ object: 'model' })

    const messages = [{ role: 'user' as const, content: 'Hi' }]
    const ask = (api: OpenAI, body: object) =>
      api.chat.completions
        .create({ model: 'openclaw', messages, ...body } as OpenAI.ChatCompletionCreateParamsNonStreaming)
        .catch((error: unknown) => error)
    const stranger = new OpenAI({ apiKey: 'oc_wrong', baseURL: client.baseURL, maxRetries: 0 })
    expect(await ask(stranger, {})).toBeInstanceOf(OpenAI.AuthenticationError)
    expect(await ask(await createClient(['read']), {})).toBeInstanceOf(OpenAI.PermissionDeniedError)
    expect(await ask(client, { model: 'no-such-model-1' })).toBeInstanceOf(OpenAI.NotFoundError)
    const tools = [{ type: 'function', function: { name: 'f' } }]
    for (const body of [
      { tools },
      { n: 2 },
      { messages: [] },
      { response_format: { type: 'json_object' } },
    ]) {
      expect(await ask(client, body)).toBeInstanceOf(OpenAI.BadRequestError)
    }
    vendor.script([[failure(401)]])
    const broken = await ask(client, {})
    expect(broken).toBeInstanceOf(OpenAI.InternalServerError)
    expect(broken).toMatchObject({ code: 'model_auth' })
  })

  it('stops working when nobody listens any more', async () => {
    vendor.script(() => [text('A long'), hold(new Promise(() => {}))])
    const client = await createClient()
    const coming = vendor.nextRequest()
    const stream = await client.chat.completions.create({
      model: 'openclaw',
      messages: [{ role: 'user', content: 'Tell me everything.' }],
      stream: true,
    })
    for await (const chunk of stream) {
      if (chunk.choices[0]?.delta.content) break
    }
    stream.controller.abort()
    expect(await (await coming).outcome).toBe('left')
  })

  it('B16: a token that was revoked opens nothing', async () => {
    const { id, token } = await owner.request<{ id: string; token: string }>('tokens.create', {
      name: 'short-lived',
      scopes: ['chat'],
    })
    const client = new OpenAI({
      apiKey: token,
      baseURL: `http://127.0.0.1:${gateway.port}/v1`,
      maxRetries: 0,
    })
    expect((await client.models.list()).data.length).toBeGreaterThan(1)
    await owner.request('tokens.revoke', { id })
    await expect(client.models.list()).rejects.toBeInstanceOf(OpenAI.AuthenticationError)
  })
})

interface Answer {
  readonly status: number
  readonly body: Record<string, string>
  readonly cookie: string | undefined
}

/** A request under a host name of its own; `port` is the gateway's or that of the proxy before it. */
function ask(options: {
  port: number
  host: string
  path: string
  headers?: object
  body?: string
}): Promise<Answer> {
  const { port, host, path, headers, body } = options
  return new Promise((resolve, reject) => {
    const sent = open(
      {
        port,
        host: '127.0.0.1',
        path,
        method: body === undefined ? 'GET' : 'POST',
        headers: { host, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        agent: false,
      },
      (response) => {
        let received = ''
        response.on('data', (data) => (received += String(data)))
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            body: received.startsWith('{') ? JSON.parse(received) : {},
            cookie: response.headers['set-cookie']?.[0],
          }),
        )
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}

describe('a webhook through a tunnel', () => {
  const deliver = (id: string, fields: { path?: string; secret?: string; host?: string } = {}) => {
    const { path = '/hooks/door', secret = HOOK_SECRET, host = PUBLIC } = fields
    const body = '{"open": true}'
    const timestamp = String(Math.floor(Date.now() / 1000))
    const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signature}`,
      'x-forwarded-for': '203.0.113.9',
    }
    return ask({ port: gateway.port, host, path, headers, body })
  }

  it('D1, D2: becomes one message of its untrusted session, and everything else is one refusal', async () => {
    vendor.script(() => [text('The door is open.')])
    expect(await deliver('a')).toMatchObject({ status: 202, body: { status: 'accepted' } })
    expect(await deliver('a')).toMatchObject({ status: 200, body: { status: 'duplicate' } })
    const wrong = await deliver('b', { secret: 'wrong'.repeat(6) })
    const unknown = await deliver('b', { path: '/hooks/attic' })
    expect([wrong.status, unknown.status]).toEqual([401, 401])
    expect(unknown.body).toEqual(wrong.body)
    // Its secret is too short, so it is off; the owner is told.
    expect((await deliver('c', { path: '/hooks/broken', secret: 'short' })).status).toBe(401)
    expect(gateway.facts().problems.join(' ')).toContain('hooks.broken has a secret that can be guessed')
    const { sessions } = await owner.request<{ sessions: { id: string; key: string; trusted: boolean }[] }>(
      'sessions.list',
    )
    expect(sessions.find(({ key }) => key === 'agent:main:hook:door')).toMatchObject({ trusted: false })
  })

  it('D3: a body past 256 KiB is refused before it is read', async () => {
    const body = JSON.stringify({ text: 'x'.repeat(256 * 1024) })
    expect((await ask({ port: gateway.port, host: PUBLIC, path: '/hooks/door', body })).status).toBe(413)
  })

  it('A5: the tunnel reaches nothing else', async () => {
    for (const path of ['/', '/trpc/status.get', '/readyz', '/v1/models', '/hooks/../trpc/status.get']) {
      const { status } = await ask({ port: gateway.port, host: PUBLIC, path })
      expect([path, status]).toEqual([path, path.startsWith('/hooks/') ? 404 : 421])
    }
  })
})

describe('a phone on the tailnet', () => {
  const fromPhone = (path: string, fields: { headers?: object; body?: string } = {}) =>
    ask({ port: phonePort, host: tailscale.host, path, ...fields })
  const origin = () => ({ origin: `https://${tailscale.host}` })

  it('B17: is nobody before it has paired, whatever Tailscale says of it, and comes in by its code', async () => {
    expect(await owner.request('status.get')).toMatchObject({
      tailscale: { state: 'serving', url: `https://${tailscale.host}/` },
    })
    expect((await fromPhone('/trpc/status.get')).status).toBe(401)
    const asked = await fromPhone('/pair/request', { headers: origin(), body: '{}' })
    expect(asked).toMatchObject({ status: 200, body: { code: expect.stringMatching(/^\d{6}$/) } })
    const { pairingId, secret, code } = asked.body
    await owner.request('pairing.approve', { channel: 'browser', code })
    const claimed = await fromPhone('/pair/claim', {
      headers: origin(),
      body: JSON.stringify({ pairingId, secret }),
    })
    expect(claimed.status).toBe(200)
    expect(claimed.cookie).toMatch(/^__Host-openclaw_\d+=[^;]+; Path=\/; .*; Secure$/)
    const proof = { cookie: claimed.cookie?.split(';', 1)[0], 'x-browser-key': claimed.body.key }
    expect((await fromPhone('/trpc/status.get', { headers: proof })).status).toBe(200)
    // So does the socket of its page, until the owner signs the phone out.
    const socket = new WebSocket(`ws://127.0.0.1:${phonePort}/ws`, {
      headers: { host: tailscale.host, ...origin(), cookie: proof.cookie ?? '' },
    })
    const client = { name: 'phone', version: '1' }
    socket.on('open', () =>
      socket.send(JSON.stringify({ type: 'hello', protocol: 1, client, auth: { key: claimed.body.key } })),
    )
    const [welcome] = await once(socket, 'message')
    expect(JSON.parse(String(welcome))).toMatchObject({ type: 'welcome', principal: { role: 'owner' } })
    const closed = once(socket, 'close')
    // The page of another site, or no page at all, can do nothing with it.
    const revoke = { headers: { ...proof, origin: 'https://evil.ts.net' }, body: '{}' }
    expect((await fromPhone('/trpc/devices.list', revoke)).status).toBe(403)
    const { devices } = await owner.request<{ devices: { id: string }[] }>('devices.list')
    await owner.request('devices.revoke', { id: devices[0]?.id })
    await closed
    expect((await fromPhone('/trpc/status.get', { headers: proof })).status).toBe(401)
  })

  it('B18: under a loopback name the same proxy gets nothing', async () => {
    const { status } = await ask({
      port: phonePort,
      host: `localhost:${gateway.port}`,
      path: '/trpc/status.get',
    })
    expect(status).toBe(403)
  })
})
