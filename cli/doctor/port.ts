import { connect } from 'node:net'

export type PortUse = 'free' | 'openclaw' | 'other'

const ANSWER_LIMIT_MS = 2_000

/** Who listens on a loopback port. */
export async function probePort(port: number): Promise<PortUse> {
  if (!(await isOpen(port))) return 'free'
  try {
    const response = await fetch(`http://127.0.0.1:${port}/healthz`, {
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
      redirect: 'manual',
    })
    const answer: unknown = await response.json()
    const isOurs =
      typeof answer === 'object' && answer !== null && Reflect.get(answer, 'gateway') === 'openclaw'
    return isOurs ? 'openclaw' : 'other'
  } catch {
    return 'other' // speaks something else, or nothing
  }
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: ANSWER_LIMIT_MS })
    const finish = (open: boolean): void => {
      socket.destroy()
      resolve(open)
    }
    socket.once('connect', () => finish(true))
    socket.once('timeout', () => finish(false))
    socket.once('error', () => finish(false))
  })
}
