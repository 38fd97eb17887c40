import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { KEPT_OPEN } from '../sockets/kept-open.ts'
import { createChats, type Params } from './chats.ts'
import { createFaults, type TelegramFaults } from './faults.ts'
import { createFiles, type FileInfo } from './files.ts'
import { createPace } from './pace.ts'
import { createUpdateQueue } from './queue.ts'
import { badRequest, Refusal } from './refusal.ts'
import type { Message } from './updates.ts'
import { createWebhook, type Tunnel } from './webhook.ts'
import { answerHalf, answerRefusal, answerResult, readParams } from './wire.ts'

/** A call of the bot. `messageId` where a message was sent or changed; `refused` is the code of an error. */
export interface TelegramCall {
  readonly method: string
  readonly params: Params
  readonly messageId?: number
  readonly refused?: number
  /** When it was answered, by the clock that `startTelegram` was given. */
  readonly at: number
}

export interface TestTelegram {
  /** The `apiRoot`; calls are `<url>/bot<token>/<method>`. */
  readonly url: string
  readonly token: string
  /** What getMe answers. */
  readonly self: { readonly id: number; readonly first_name: string; readonly username: string }
  /** Gives a message of it an id and a date where they are missing. Returns the update's id. */
  push(update: object): number
  /** A file that somebody sends: what stands in his message. `size`: what is said of it where that is a lie. */
  addFile(bytes: Uint8Array, size?: number): FileInfo
  /** The chat exists although nobody wrote in it. */
  open(chatId: number): void
  /** The person wants nothing more from the bot. */
  block(chatId: number): void
  /** Every call that was answered, and every poll when it came in; oldest first. */
  calls(): readonly TelegramCall[]
  /** Messages that were taken: `sendMessage` and `editMessageText`. */
  sent(): TelegramCall[]
  /** What the bot's messages in a chat say now, after entities and edits. */
  texts(chatId: number): string[]
  /** The calls of a method, as soon as there are this many since the start. */
  waitFor(method: string, count?: number): Promise<TelegramCall[]>
  /** The highest offset that was asked for; everything before is gone. */
  confirmedOffset(): number
  /** Updates that were not confirmed yet. */
  pending(): number
  /** Where updates are sent, if a webhook is set, and how many calls were not answered with yes. */
  webhook(): { readonly url: string | undefined; readonly failed: number }
  readonly faults: TelegramFaults
  stop(): Promise<void>
}

/**
 * Telegram's Bot API on a free loopback port, as a bot's own client library meets it. `webhook`: one is set when
 * the bot starts, so that polls are refused until it is deleted. `tunnel`: how a webhook reaches the bot.
 * `pace`: its limits are those of the real one, and who goes beyond them is told to wait. `now`: milliseconds, of any clock.
 */
export async function startTelegram(
  options: {
    token?: string
    username?: string
    webhook?: boolean
    tunnel?: Tunnel
    pace?: boolean
    now?: () => number
  } = {},
): Promise<TestTelegram> {
  const {
    token = '123456789:TEST-token_of-a-fake-bot-of-35-char',
    username = 'claw_test_bot',
    now = () => performance.now(),
  } = options
  const self = {
    id: Number.parseInt(token, 10),
    is_bot: true,
    first_name: 'Claw',
    username,
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
  }
  const queue = createUpdateQueue()
  const chats = createChats(self)
  const queries = new Set<string>()
  const files = createFiles()
  const webhook = createWebhook({ queue, tunnel: options.tunnel, foreign: options.webhook ?? false })
  const pace = options.pace === true ? createPace() : undefined
  const calls: TelegramCall[] = []
  const watchers = new Set<() => void>()

  function record(call: Omit<TelegramCall, 'at'>): void {
    calls.push({ ...call, at: now() })
    for (const look of [...watchers]) look()
  }

  async function poll(params: Params, response: ServerResponse): Promise<unknown> {
    if (webhook.isSet()) {
      throw new Refusal(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      )
    }
    record({ method: 'getUpdates', params })
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    const { offset = 0, limit = 100, timeout = 0 } = params
    return queue.poll(
      { offset: Number(offset), limit: Number(limit), timeoutMs: Number(timeout) * 1_000 },
      gone.signal,
    )
  }

  const methods: Record<string, (params: Params) => { result: unknown; messageId?: number }> = {
    getMe: () => ({ result: self }),
    ...webhook.methods,
    setMyCommands: () => ({ result: true }),
    deleteMyCommands: () => ({ result: true }),
    getFile: files.describe,
    sendPhoto: (params) => chats.sendFile('photo', params),
    sendDocument: (params) => chats.sendFile('document', params),
    sendVoice: (params) => chats.sendFile('voice', params),
    sendMessage: chats.send,
    editMessageText: chats.edit,
    sendMessageDraft(params) {
      chats.draft(params)
      return { result: true }
    },
    sendChatAction(params) {
      chats.act(params)
      return { result: true }
    },
    answerCallbackQuery({ callback_query_id }) {
      if (queries.delete(String(callback_query_id))) return { result: true }
      throw badRequest('query is too old and response timeout expired or query ID is invalid')
    },
  }

  function run(method: string, params: Params): unknown {
    const handle = Object.hasOwn(methods, method) ? methods[method] : undefined
    if (!handle) throw new Refusal(404, 'Not Found')
    pace?.check(method, params)
    const { result, messageId } = handle(params)
    record({ method, params, ...(messageId === undefined ? {} : { messageId }) })
    return result
  }

  /** A file, below `/file/bot<token>/`; its faults are those of the method `download`. */
  function handOut(pathname: string, response: ServerResponse): void {
    const [, , bot = '', ...path] = pathname.split('/')
    const bytes = decodeURIComponent(bot) === `bot${token}` ? files.read(path.join('/')) : undefined
    const fault = take('download')
    record({ method: 'download', params: { path: path.join('/') } })
    if (fault?.kind === 'cut') {
      response.writeHead(200, { 'content-length': bytes?.length ?? 0 })
      response.write(bytes?.subarray(0, 10), () => response.destroy())
    } else if (fault?.refusal) response.writeHead(fault.refusal.code).end()
    else response.writeHead(bytes ? 200 : 404).end(bytes)
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://telegram')
    if (pathname.startsWith('/file/')) return handOut(pathname, response)
    const [, bot = '', method = ''] = pathname.split('/')
    const params = await readParams(request)
    if (decodeURIComponent(bot) !== `bot${token}` || isRevoked()) throw new Refusal(401, 'Unauthorized')
    const fault = take(method)
    if (fault?.refusal) {
      record({ method, params, refused: fault.refusal.code })
      throw fault.refusal
    }
    if (fault?.target.taken) run(method, params)
    if (fault?.kind === 'garble') return answerHalf(response)
    if (fault?.kind === 'cut') return void response.destroy()
    if (fault) return
    if (method === 'getUpdates') return answerResult(response, await poll(params, response))
    const result = attempt(method, params)
    if (delayMs() > 0) await new Promise((resolve) => setTimeout(resolve, delayMs()))
    answerResult(response, result)
  }

  function attempt(method: string, params: Params): unknown {
    try {
      return run(method, params)
    } catch (cause) {
      if (cause instanceof Refusal) record({ method, params, refused: cause.code })
      throw cause
    }
  }

  const server = createServer(KEPT_OPEN, (request, response) => {
    handle(request, response).catch((cause: unknown) => {
      answerRefusal(response, cause instanceof Refusal ? cause : new Refusal(500, String(cause)))
    })
  })
  const { faults, take, isRevoked, delayMs } = createFaults({
    closeSockets: () => server.closeAllConnections(),
    redeliver: queue.redeliver,
    reorder: queue.reorder,
    takeOver: webhook.takeOver,
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    self,
    push(update) {
      const [kind = '', content] = Object.entries(update)[0] ?? []
      if (kind === 'callback_query') queries.add((content as { id: string }).id)
      if (!isMessage(content)) return queue.push(update)
      const message_id = chats.note(content)
      return queue.push({
        ...update,
        [kind]: { date: Math.floor(Date.now() / 1000), ...content, message_id },
      })
    },
    addFile: files.add,
    open: (chatId) => void chats.open(chatId),
    block: chats.block,
    calls: () => calls,
    sent: () => calls.filter(({ messageId }) => messageId !== undefined),
    texts: chats.texts,
    waitFor(method, count = 1) {
      return new Promise((resolve) => {
        const look = (): void => {
          const found = calls.filter((call) => call.method === method)
          if (found.length < count) return
          watchers.delete(look)
          resolve(found)
        }
        watchers.add(look)
        look()
      })
    },
    confirmedOffset: queue.confirmedOffset,
    pending: queue.pending,
    webhook: webhook.report,
    faults,
    stop() {
      webhook.stop()
      queue.stop()
      return new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}

const isMessage = (content: unknown): content is Message =>
  typeof content === 'object' && content !== null && 'chat' in content
