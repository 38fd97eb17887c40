import type { QueryClient } from '@tanstack/react-query'
import { type SystemEvent, systemEvent } from '#protocol/run-events.ts'
import type { Gateway } from './gateway/gateway.ts'

/** The first part of the tRPC paths whose answers an event makes stale. */
const STALE = {
  'session-change': ['sessions'],
  'approval-change': ['sessions', 'approvals'],
  'run-change': ['sessions', 'chat', 'usage', 'approvals'],
  'model-change': ['models', 'sessions', 'status'],
  'agent-change': ['status'],
  'sandbox-change': ['sandbox'],
  'config-change': ['config', 'status', 'models', 'channels', 'sandbox', 'usage'],
  'channel-change': ['status', 'channels'],
  'backup-change': ['backups', 'status'],
  'storage-change': ['status'],
  'delivery-change': ['outbox'],
  pairing: ['pairing'],
  contacts: ['contacts'],
  devices: ['devices', 'tokens'],
} as const

/** Many events in a row make for one question, this many milliseconds after the first. */
const PAUSE_MS = 40

/** Asks again for what the gateway says has changed; after a lost connection, for everything. */
export function followSystem(
  gateway: Gateway,
  queries: QueryClient,
  onEvent: (event: SystemEvent) => void,
): () => void {
  const stale = new Set<string>()
  let asking: ReturnType<typeof setTimeout> | undefined
  const refresh = (nouns: readonly string[]) => {
    for (const noun of nouns) stale.add(noun)
    asking ??= setTimeout(() => {
      asking = undefined
      const present = new Set(stale)
      stale.clear()
      void queries.invalidateQueries({
        predicate: ({ queryKey: [path] }) => Array.isArray(path) && present.has(String(path[0])),
      })
    }, PAUSE_MS)
  }
  const stop = gateway.onReady(() => {
    void queries.invalidateQueries()
    gateway
      .subscribe('system', undefined, (frame) => {
        const parsed = systemEvent.safeParse(frame.event)
        if (!parsed.success) return
        refresh(STALE[parsed.data.type])
        onEvent(parsed.data)
      })
      // Lost before it was answered: the next welcome subscribes again.
      .catch(() => undefined)
  })
  return () => {
    clearTimeout(asking)
    stop()
    gateway.unsubscribe('system')
  }
}
