import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { KEPT_OPEN } from '../sockets/kept-open.ts'
import { createAccount, type NewUpdate } from './account.ts'
import { createChance } from './chance.ts'
import { CALM, type PlatformHabits, type PlatformReport } from './wire.ts'

/**
 * A chat platform on a free loopback port. Bots: `GET /bot/<account>/updates?offset=n` (long poll; confirms
 * all before n) and `POST /bot/<account>/send`. Tests: `POST /control/habits`, `/control/write`, `GET /control/report?since=n` (leaves out the first n
 * accepted messages).
 */
export async function startPlatformServer(): Promise<{ port: number; stop(): Promise<void> }> {
  let habits: PlatformHabits = CALM
  let chance = createChance(habits.seed)
  const accounts = new Map<string, ReturnType<typeof createAccount>>()

  function account(name: string) {
    const known = accounts.get(name)
    if (known) return known
    const made = createAccount(name, { habits: () => habits, chance: () => chance() })
    accounts.set(name, made)
    return made
  }

  function report(since: number): PlatformReport {
    const all = [...accounts.values()].map((one) => one.report())
    const sum = (key: 'updates' | 'confirmed' | 'repeated') => all.reduce((total, one) => total + one[key], 0)
    return {
      updates: sum('updates'),
      confirmed: sum('confirmed'),
      repeated: sum('repeated'),
      accepted: all.flatMap((one) => one.accepted).slice(since),
    }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://platform')
    const [, area = '', name = '', verb = ''] = url.pathname.split('/')
    if (area === 'control' && name === 'report') {
      return answer(response, 200, report(Number(url.searchParams.get('since') ?? 0)))
    }
    if (area === 'control' && name === 'habits') {
      habits = { ...CALM, ...((await readJson(request)) as Partial<PlatformHabits>) }
      chance = createChance(habits.seed)
      return answer(response, 200, {})
    }
    if (area === 'control' && name === 'write') {
      const written = (await readJson(request)) as { account: string; messages: NewUpdate[] }
      return answer(response, 200, written.messages.map(account(written.account).write))
    }
    if (area === 'bot' && verb === 'updates') {
      const updates = await account(name).read(Number(url.searchParams.get('offset') ?? 1))
      return answer(response, 200, updates)
    }
    if (area === 'bot' && verb === 'send') return take(name, await readJson(request), response)
    answer(response, 404, { error: 'There is no such route.' })
  }

  async function take(name: string, message: unknown, response: ServerResponse): Promise<void> {
    const outcome = account(name).send(message as { chatId: string; text: string; key: string })
    await pause(chance() * habits.mostDelayMs)
    if (outcome.kind === 'taken-unanswered') return void response.destroy()
    if (outcome.kind === 'refused') return answer(response, 429, { retryAfterMs: outcome.retryAfterMs })
    answer(response, 200, { messageId: outcome.messageId })
  }

  const server = createServer(KEPT_OPEN, (request, response) => {
    handle(request, response).catch((cause: unknown) => answer(response, 500, { error: String(cause) }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    stop() {
      for (const one of accounts.values()) one.release()
      return new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}

const pause = (ms: number): Promise<void> =>
  ms < 1 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms))

function answer(response: ServerResponse, status: number, body: unknown): void {
  if (response.destroyed) return
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return JSON.parse(Buffer.concat(pieces).toString('utf8'))
}
