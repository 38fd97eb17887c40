import { CliError } from '../cli-error.ts'
import type { GatewayClient } from '../client/client.ts'
import { findSession } from '../find-session.ts'

/** As the owner names the place of a message; nothing of it: the main conversation. */
export interface Place {
  readonly session?: string | undefined
  /** An assistant, by id or name. */
  readonly agent?: string | undefined
  /** Begin a conversation rather than go on in one. */
  readonly isNew?: boolean | undefined
}

/**
 * The conversation to say something in. With an assistant it is the last one that the owner had with it, and a new one
 * where there is none. Throws `unknown_agent` with those that there are.
 */
export async function pickSession(client: GatewayClient, place: Place): Promise<string> {
  const { session, agent, isNew = false } = place
  if (session !== undefined && (agent !== undefined || isNew)) {
    throw new CliError('A conversation has its assistant already: leave --session out, or --agent and --new.')
  }
  if (agent === undefined) {
    return isNew
      ? (await client.request('sessions.create', {})).id
      : (await findSession(client, session ?? 'main')).id
  }
  const { agents } = await client.request('models.list', undefined)
  const wanted = agent.toLowerCase()
  const known = agents.find(({ id, name }) => id === wanted || name?.toLowerCase() === wanted)
  const id = known?.id ?? agent
  const last = isNew || !known ? undefined : await findLast(client, id)
  return last ?? (await client.request('sessions.create', { agent: id })).id
}

/** Jobs have conversations of their own: nobody sits there. */
async function findLast(client: GatewayClient, agent: string): Promise<string | undefined> {
  if (agent === 'main') return (await findSession(client, 'main')).id
  const { sessions } = await client.request('sessions.list', {})
  return sessions.find(
    ({ key }) => key.startsWith(`agent:${agent}:web:`) || key.startsWith(`agent:${agent}:cli:`),
  )?.id
}
