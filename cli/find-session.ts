import { CliError } from './cli-error.ts'
import type { GatewayClient } from './client/client.ts'
import type { MethodOutput } from './client/methods.ts'

/** The key of the conversation that exists from the first start. */
const MAIN_KEY = 'agent:main:main'

export type Session = MethodOutput<'sessions.list'>['sessions'][number]

/** The conversation that a person names by id, key or title; `main` is the main one. */
export async function findSession(client: GatewayClient, name: string): Promise<Session> {
  const lists = [
    await client.request('sessions.list', {}),
    await client.request('sessions.list', { archived: true }),
  ]
  const sessions = lists.flatMap((list) => list.sessions)
  const found =
    sessions.find(({ id, key }) => id === name || key === name) ??
    sessions.find(({ title }) => title === name) ??
    (name === 'main' ? sessions.find(({ key }) => key === MAIN_KEY) : undefined)
  if (!found) throw new CliError(`There is no conversation ${name}. See: openclaw sessions list`)
  return found
}

/** What people call it: its title, and for the one without a subject the word by which it is found, too. */
export const nameSession = ({ title, key }: Pick<Session, 'title' | 'key'>): string =>
  title || (key === MAIN_KEY ? 'main' : key)
