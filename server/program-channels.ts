/**
 * Webhooks and the OpenAI-compatible API: whoever writes there has shown a secret that the owner gave to a
 * program, and never more than that. What it writes is not the owner's word, its sessions are untrusted,
 * and the answers stay in them.
 */
const PROGRAM_CHANNELS: ReadonlySet<string> = new Set(['hook', 'api'])

/** Whether the senders of a channel are programs that came with a secret of their own. */
export const isProgramChannel = (channel: string): boolean => PROGRAM_CHANNELS.has(channel)
