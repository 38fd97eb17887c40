/** The panel and the command line: whoever writes there has shown a credential of the owner first. */
const OWN_CHANNELS: ReadonlySet<string> = new Set(['web', 'cli'])

/** Whether a channel is the owner's own: its chats are sessions, and its clients read them directly. */
export const isOwnChannel = (channel: string): boolean => OWN_CHANNELS.has(channel)
