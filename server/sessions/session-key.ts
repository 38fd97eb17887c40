import { MAIN_AGENT } from '#protocol/agent.ts'

/** The conversation that exists from the first start. */
export const MAIN_SESSION_KEY = `agent:${MAIN_AGENT}:main`

/** Key of a conversation that the owner opens in the panel, on the command line or for a job. */
export const ownSessionKey = (channel: 'web' | 'cli' | 'cron', id: string, agent: string): string =>
  `agent:${agent}:${channel}:${id}`

/** Key of a conversation that goes on from a part of another one: never of a higher class than that one. */
export const forkSessionKey = (from: { trusted: boolean; agent: string }, id: string): string =>
  from.trusted ? ownSessionKey('web', id, from.agent) : `agent:${from.agent}:fork:${id}`

/** A chat on a platform, by the platform's own immutable ids. */
export interface PlatformChat {
  readonly channel: string
  readonly chatKind: 'direct' | 'group'
  readonly chatId: string
  readonly senderId: string
  readonly threadId?: string
}

/**
 * Key of a conversation on a chat platform, or with a program. Platform ids are escaped: none can name another
 * session. Other people and programs are with the main agent, whatever they ask for.
 */
export function chatSessionKey(chat: PlatformChat): string {
  const [chatId, senderId] = [escapeId(chat.chatId), escapeId(chat.senderId)]
  if (chat.channel === 'hook') return `agent:${MAIN_AGENT}:hook:${chatId}`
  if (chat.channel === 'api') return `agent:${MAIN_AGENT}:api:${senderId}:${chatId}`
  const topic = chat.threadId === undefined ? '' : `:topic:${escapeId(chat.threadId)}`
  const peer = chat.chatKind === 'direct' ? `dm:${senderId}` : `group:${chatId}${topic}`
  return `agent:${MAIN_AGENT}:${escapeId(chat.channel)}:${peer}`
}

/** Sessions that only the owner can write to. Whatever is not listed is untrusted. */
const TRUSTED = /^agent:[^:]+:(?:main|web:[^:]+|cli:[^:]+|cron:[^:]+)$/

/** The class of a session, from its key alone, decided once when it is created. */
export const sessionClass = (key: string): 'trusted' | 'untrusted' =>
  TRUSTED.test(key) ? 'trusted' : 'untrusted'

/** The agent of a session, from its key; read once, when the session is made. */
export const agentOf = (key: string): string => key.split(':')[1] ?? MAIN_AGENT

const escapeId = (id: string): string => encodeURIComponent(id.toWellFormed())
