/**
 * The panel and the command line, where whoever writes has shown a credential of the owner first, and the
 * jobs that the owner made or allowed.
 */
const OWN_CHANNELS: ReadonlySet<string> = new Set(['web', 'cli', 'cron'])

/** Whether a channel is the owner's own: its chats are sessions, and its clients read them directly. */
export const isOwnChannel = (channel: string): boolean => OWN_CHANNELS.has(channel)
