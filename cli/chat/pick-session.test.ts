import { expect, it } from 'vitest'
import { summaryOf } from '#testing/session-summary.ts'
import type { GatewayClient } from '../client/client.ts'
import { pickSession } from './pick-session.ts'

const main = summaryOf('the-main', { key: 'agent:main:main' })
const job = summaryOf('its-job', { key: 'agent:research:cron:its-job', agent: 'research' })
const last = summaryOf('its-last', { key: 'agent:research:web:its-last', agent: 'research' })
const agents = [
  { id: 'main', name: null },
  { id: 'research', name: '研究' },
  { id: 'diary', name: null },
]

/** Answers what is asked of it; a conversation that it begins is called by its assistant. */
const client = {
  async request(method: string, params: { agent?: string; archived?: boolean }) {
    if (method === 'models.list') return { agents }
    if (method === 'sessions.list') return { sessions: params.archived ? [] : [job, last, main] }
    return { id: `new with ${params.agent ?? 'main'}` }
  },
} as unknown as GatewayClient

it.each([
  [{}, 'the-main'],
  [{ session: 'its-job' }, 'its-job'],
  [{ agent: 'main' }, 'the-main'],
  [{ agent: 'research' }, 'its-last'],
  [{ agent: '研究' }, 'its-last'],
  [{ agent: 'diary' }, 'new with diary'],
  [{ agent: 'research', isNew: true }, 'new with research'],
  [{ isNew: true }, 'new with main'],
  // The gateway knows what to say of it.
  [{ agent: 'nobody' }, 'new with nobody'],
])('%j is said in %s', async (place, session) => {
  expect(await pickSession(client, place)).toBe(session)
})

it('takes no assistant for a conversation that has one', async () => {
  await expect(pickSession(client, { session: 'its-job', agent: 'main' })).rejects.toThrow(
    /has its assistant/,
  )
})
