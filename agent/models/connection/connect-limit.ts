import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'

/** The connections that a piece of work is waiting for; Node's own HTTP client tells of them (undici's DiagnosticsChannel). */
const WAITING_FOR = new AsyncLocalStorage<Set<unknown>>()

/**
 * Does the work, but rejects with `ETIMEDOUT` where one connection that it needs (its name, address, encryption or
 * proxy) does not come about within `limitMs`. A server that is connected may think as long as it likes. Node's own
 * limit is longer than people wait, and can not be set.
 */
export async function withConnectLimit<T>(work: () => Promise<T>, limitMs: number): Promise<T> {
  const open = new Set<unknown>()
  const timers = new Map<unknown, NodeJS.Timeout>()
  const { promise: late, reject } = Promise.withResolvers<never>()

  const begin = (message: unknown) => {
    if (WAITING_FOR.getStore() !== open) return
    const { connector } = message as { connector: unknown }
    const fail = () => reject(Object.assign(new Error('No connection came about.'), { code: 'ETIMEDOUT' }))
    timers.set(connector, setTimeout(fail, limitMs))
  }
  const end = (message: unknown) => {
    const { connector } = message as { connector: unknown }
    clearTimeout(timers.get(connector))
    timers.delete(connector)
  }
  subscribe('undici:client:beforeConnect', begin)
  subscribe('undici:client:connected', end)
  subscribe('undici:client:connectError', end)
  try {
    return await Promise.race([WAITING_FOR.run(open, work), late])
  } finally {
    unsubscribe('undici:client:beforeConnect', begin)
    unsubscribe('undici:client:connected', end)
    unsubscribe('undici:client:connectError', end)
    for (const timer of timers.values()) clearTimeout(timer)
  }
}
