import type { Params } from './chats.ts'
import type { createUpdateQueue, Update } from './queue.ts'
import { badRequest, Refusal } from './refusal.ts'

/** One call of the bot's webhook. */
export interface WebhookCall {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Brings a call to the bot: resolves with the status of its answer, rejects where nobody is there. */
export type Tunnel = (call: WebhookCall) => Promise<number>

interface Hook {
  readonly url: string
  readonly secret: string | undefined
  readonly connections: number
}

/** Simultaneous calls where the bot asked for no other number (Bot API, setWebhook). */
const CONNECTIONS = 40
/** Telegram waits longer and longer; a test has no time for that. */
const RETRY_MS = 40

/** Calls the bot with what waits, again and again until it says 2xx. `tunnel` absent: nobody is reached. */
export function createWebhook(deps: {
  queue: ReturnType<typeof createUpdateQueue>
  tunnel: Tunnel | undefined
  /** One that somebody else has set. */
  foreign: boolean
}) {
  const { queue, tunnel } = deps
  let hook: Hook | undefined = deps.foreign ? foreignHook() : undefined
  let lastError: { date: number; message: string } | undefined
  let failed = 0
  let isCalling = false
  let timer: NodeJS.Timeout | undefined
  queue.onPush(() => void drain())

  async function drain(): Promise<void> {
    if (isCalling) return
    isCalling = true
    clearTimeout(timer)
    for (let current = hook; current && current === hook; current = hook) {
      const updates = queue.peek(current.connections)
      if (updates.length === 0) break
      const taken = await Promise.all(updates.map((update) => call(current, update)))
      if (taken.every(Boolean)) continue
      timer = setTimeout(() => void drain(), RETRY_MS).unref()
      break
    }
    isCalling = false
  }

  async function call({ url, secret }: Hook, update: Update): Promise<boolean> {
    const headers = {
      'content-type': 'application/json',
      ...(secret === undefined ? {} : { 'x-telegram-bot-api-secret-token': secret }),
    }
    const status = await reach({ url, headers, body: JSON.stringify(update) })
    if (status >= 200 && status < 300) queue.confirm(update.update_id)
    else {
      failed += 1
      const message = status === 0 ? 'Connection refused' : `Wrong response from the webhook: ${status}`
      // Seconds that go on with each failure, so that no test has to wait for them.
      lastError = { date: Math.max(Math.floor(Date.now() / 1000), (lastError?.date ?? 0) + 1), message }
    }
    return status >= 200 && status < 300
  }

  const reach = async (call: WebhookCall): Promise<number> => (tunnel ? tunnel(call).catch(() => 0) : 0)

  function set(next: Hook): void {
    hook = next
    lastError = undefined
    queue.terminate(new Refusal(409, 'Conflict: terminated by setWebhook request'))
    void drain()
  }

  return {
    isSet: () => hook !== undefined,
    report: () => ({ url: hook?.url, failed }),
    /** Another program takes the bot's updates. */
    takeOver: () => set(foreignHook()),
    methods: {
      setWebhook({ url, secret_token, max_connections, drop_pending_updates }: Params) {
        if (!/^https:\/\//.test(String(url))) {
          throw badRequest('bad webhook: An HTTPS URL must be provided for webhook')
        }
        if (secret_token !== undefined && !/^[\w-]{1,256}$/.test(String(secret_token))) {
          throw badRequest('secret token contains unallowed characters')
        }
        if (drop_pending_updates === true) queue.clear()
        set({
          url: String(url),
          secret: secret_token === undefined ? undefined : String(secret_token),
          connections: Number(max_connections ?? CONNECTIONS),
        })
        return { result: true }
      },
      deleteWebhook({ drop_pending_updates }: Params) {
        hook = undefined
        if (drop_pending_updates === true) queue.clear()
        return { result: true }
      },
      getWebhookInfo: () => ({
        result: {
          url: hook?.url ?? '',
          has_custom_certificate: false,
          pending_update_count: queue.pending(),
          ...(lastError === undefined
            ? {}
            : { last_error_date: lastError.date, last_error_message: lastError.message }),
        },
      }),
    },
    stop(): void {
      hook = undefined
      clearTimeout(timer)
    },
  }
}

const foreignHook = (): Hook => ({
  url: 'https://other.example/bot',
  secret: undefined,
  connections: CONNECTIONS,
})
