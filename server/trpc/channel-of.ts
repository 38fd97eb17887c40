/** Which channel a message came in by: browsers are the web chat, programs with a token the command line. */
export const channelOf = (credentialKind: 'browser' | 'token'): 'web' | 'cli' =>
  credentialKind === 'browser' ? 'web' : 'cli'
