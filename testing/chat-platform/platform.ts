import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import type { NewUpdate } from './account.ts'
import type { PlatformHabits, PlatformReport } from './wire.ts'

/** The test's side of a chat platform that runs in a process of its own. */
export interface ChatPlatform {
  readonly url: string
  /** From now on; what is not named is calm. The chances start anew at the seed. */
  behave(habits: Partial<PlatformHabits>): Promise<void>
  /** People write, in this order. Returns the platform's ids of the messages. */
  write(account: string, messages: readonly NewUpdate[]): Promise<string[]>
  /** Without the first `since` accepted messages. */
  report(since?: number): Promise<PlatformReport>
  stop(): Promise<void>
}

export async function startChatPlatform(): Promise<ChatPlatform> {
  const child = fork(path.join(import.meta.dirname, 'main.ts'), [], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  const url = `http://127.0.0.1:${port}`

  async function ask<T>(route: string, body?: unknown): Promise<T> {
    const response = await fetch(
      `${url}/control/${route}`,
      body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) },
    )
    if (!response.ok) throw new Error(`the platform refused ${route}: ${await response.text()}`)
    return (await response.json()) as T
  }

  return {
    url,
    behave: (habits) => ask('habits', habits),
    write: (account, messages) => ask('write', { account, messages }),
    report: (since = 0) => ask(`report?since=${since}`),
    async stop() {
      child.disconnect()
      await once(child, 'exit')
    },
  }
}
