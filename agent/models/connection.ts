/** What kept a request from its server, in words for people, by the codes of Node's sockets. */
const PROBLEMS: readonly (readonly [RegExp, { words: string; lasting: boolean }])[] = [
  [
    /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|ERR_SSL|EPROTO/,
    {
      words: 'its certificate is not valid, or something on the way answers in its place; nothing was sent',
      lasting: true,
    },
  ],
  [/ENOTFOUND|EAI_/, { words: 'its name was not found (DNS)', lasting: true }],
  [/ECONNREFUSED/, { words: 'nothing answers at its address', lasting: false }],
  [
    /CONNECT_TIMEOUT|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH/,
    { words: 'no connection to its address came about', lasting: true },
  ],
]
const DEPTH_LIMIT = 8

/** Why no connection came about; undefined where the failure was another one. */
export function findConnectionProblem(cause: unknown): string | undefined {
  return find(cause)?.words
}

/** Whether the same request would fail the same way a moment later. */
export function isLasting(cause: unknown): boolean {
  return find(cause)?.lasting === true
}

/** Looks down the chain of causes: the code stands at its bottom, under errors that speak of something else. */
function find(cause: unknown, depth = 0): { words: string; lasting: boolean } | undefined {
  if (typeof cause !== 'object' || cause === null || depth > DEPTH_LIMIT) return undefined
  const { code, cause: inner, errors } = cause as { code?: unknown; cause?: unknown; errors?: unknown }
  const own = typeof code === 'string' ? PROBLEMS.find(([pattern]) => pattern.test(code))?.[1] : undefined
  if (own) return own
  // Several addresses were tried, each with an error of its own.
  const tried = Array.isArray(errors) ? errors : []
  return find(inner, depth + 1) ?? tried.map((error) => find(error, depth + 1)).find((found) => found)
}
