/** Tasks that one conversation of the owner gives to another. The sender is the conversation. */
export const SESSION_CHANNEL = 'session'

/**
 * The panel and the command line, where whoever writes has shown a credential of the owner first, the jobs
 * that the owner made or allowed, and tasks between his conversations.
 */
const OWN_CHANNELS: ReadonlySet<string> = new Set(['web', 'cli', 'cron', SESSION_CHANNEL])

/** Whether a channel is the owner's own: its chats are sessions, and its clients read them directly. */
export const isOwnChannel = (channel: string): boolean => OWN_CHANNELS.has(channel)

/** Whether nobody waits for what is said in a channel: jobs, and tasks between conversations. */
export const isBackground = (channel: string): boolean => channel === 'cron' || channel === SESSION_CHANNEL

/**
 * Webhooks and the OpenAI-compatible API: whoever writes there has shown a secret that the owner gave to a
 * program, and never more than that. What it writes is not the owner's word, its sessions are untrusted,
 * and the answers stay in them.
 */
const PROGRAM_CHANNELS: ReadonlySet<string> = new Set(['hook', 'api'])

/** Whether the senders of a channel are programs that came with a secret of their own. */
export const isProgramChannel = (channel: string): boolean => PROGRAM_CHANNELS.has(channel)
