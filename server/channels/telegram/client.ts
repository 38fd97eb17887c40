import type { Api } from 'grammy'
import type { Clock } from '../../clock.ts'

/** What is asked of Telegram, one call at a time, each with an end. */
export interface TelegramClient {
  /**
   * One call. Rejects with what grammY throws (`readFailure` tells what it means), which can hold the
   * token: it must not be logged or shown. After `limitMs` the connection is cut.
   */
  ask<T>(limitMs: number, call: (api: Api, signal: Signal) => Promise<T>): Promise<T>
  /** Cuts every call that is under way, and lets no other one begin. */
  close(): void
}

/** grammY has a signal type of its own, from before Node had one; they are the same to it. */
export type Signal = NonNullable<Parameters<Api['getMe']>[0]>

/** grammY's client, loaded at the first call. */
export function createClient(options: { token: string; apiRoot: string; clock: Clock }): TelegramClient {
  const { token, apiRoot, clock } = options
  const closing = new AbortController()
  let opening: Promise<Api> | undefined

  async function open(): Promise<Api> {
    const { openApi } = await import('./open-api.ts')
    return openApi(token, apiRoot)
  }

  return {
    async ask(limitMs, call) {
      opening ??= open()
      const api = await opening
      const limit = new AbortController()
      const cancel = clock.after(limitMs, () => limit.abort())
      try {
        const signal = AbortSignal.any([closing.signal, limit.signal])
        signal.throwIfAborted()
        return await call(api, signal as Signal)
      } finally {
        cancel()
      }
    },
    close: () => closing.abort(),
  }
}
