/**
 * Options of a server that leaves it to its clients to close a connection that nobody uses: one that it closed itself
 * might carry a request at that moment, which on a busy machine happens, and what was sent would be in doubt.
 */
export const KEPT_OPEN = { keepAliveTimeout: 60_000 } as const
