import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import type { ChatPlatform } from './platform.ts'
import type { TelegramOrder } from './telegram-main.ts'
import type { PlatformReport } from './wire.ts'

/** Telegram in a process of its own, with the habits of the other platform. It has one account, whose token it tells. */
export async function startTelegramPlatform(): Promise<ChatPlatform & { readonly token: string }> {
  const child = fork(path.join(import.meta.dirname, 'telegram-main.ts'), [], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const [{ url, token }] = (await once(child, 'message')) as [{ url: string; token: string }]
  const waiting = new Map<number, (result: unknown) => void>()
  let orders = 0
  child.on('message', ({ id, result }: { id: number; result: unknown }) => {
    waiting.get(id)?.(result)
    waiting.delete(id)
  })

  function ask<T>(order: TelegramOrder): Promise<T> {
    orders += 1
    const { promise, resolve } = Promise.withResolvers<unknown>()
    waiting.set(orders, resolve)
    child.send({ id: orders, order })
    return promise as Promise<T>
  }

  return {
    url,
    token,
    behave: (habits) => ask({ behave: habits }),
    write: (_account, messages) => ask<string[]>({ write: messages }),
    report: (since = 0) => ask<PlatformReport>({ report: since }),
    async stop() {
      child.disconnect()
      await once(child, 'exit')
    },
  }
}
