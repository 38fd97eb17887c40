/** The agent whose sessions these are; a home has one. */
const AGENT = 'main'

/** The conversation that exists from the first start. */
export const MAIN_SESSION_KEY = `agent:${AGENT}:main`

/** Key of a conversation that the owner opens in the panel, on the command line or for a job. */
export const ownSessionKey = (channel: 'web' | 'cli' | 'cron', id: string): string =>
  `agent:${AGENT}:${channel}:${id}`

/** Key of a conversation that goes on from a part of another one: never of a higher class than that one. */
export const forkSessionKey = (trusted: boolean, id: string): string =>
  trusted ? ownSessionKey('web', id) : `agent:${AGENT}:fork:${id}`

/** A chat on a platform, by the platform's own immutable ids. */
export interface PlatformChat {
  readonly channel: string
  readonly chatKind: 'direct' | 'group'
  readonly chatId: string
  readonly senderId: string
  readonly threadId?: string
}

/** Key of a conversation on a chat platform, or with a program. Platform ids are escaped: none can name another session. */
export function chatSessionKey(chat: PlatformChat): string {
  const [chatId, senderId] = [escapeId(chat.chatId), escapeId(chat.senderId)]
  if (chat.channel === 'hook') return `agent:${AGENT}:hook:${chatId}`
  if (chat.channel === 'api') return `agent:${AGENT}:api:${senderId}:${chatId}`
  const topic = chat.threadId === undefined ? '' : `:topic:${escapeId(chat.threadId)}`
  const peer = chat.chatKind === 'direct' ? `dm:${senderId}` : `group:${chatId}${topic}`
  return `agent:${AGENT}:${escapeId(chat.channel)}:${peer}`
}

/** Sessions that only the owner can write to. Whatever is not listed is untrusted. */
const TRUSTED = /^agent:[^:]+:(?:main|web:[^:]+|cli:[^:]+|cron:[^:]+)$/

/** The class of a session, from its key alone, decided once when it is created. */
export const sessionClass = (key: string): 'trusted' | 'untrusted' =>
  TRUSTED.test(key) ? 'trusted' : 'untrusted'

export const agentOf = (key: string): string => key.split(':')[1] ?? AGENT

const escapeId = (id: string): string => encodeURIComponent(id.toWellFormed())
