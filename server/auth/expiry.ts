import type { Db } from '#db/client.ts'
import { listExpired } from '#db/queries/access/credentials.ts'
import type { Clock } from '../clock.ts'

const LOOK_EVERY_MS = 60_000

/** Says once of each credential that its time is over, so that what it left open ends within a minute. */
export function startExpiry(deps: { db: Db; clock: Clock; onExpired: (credentialId: string) => void }): {
  stop(): void
} {
  const { db, clock, onExpired } = deps
  const state = { after: clock.now(), cancel: (): void => {} }
  const look = (): void => {
    const now = clock.now()
    for (const id of listExpired(db, { after: state.after, now })) onExpired(id)
    state.after = now
    state.cancel = clock.after(LOOK_EVERY_MS, look)
  }
  state.cancel = clock.after(LOOK_EVERY_MS, look)
  return { stop: () => state.cancel() }
}
