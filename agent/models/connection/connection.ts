/** Of Node's own HTTP client, in errors without a code. */
const PROXY_SAYS = /^Proxy response/
const REDIRECT_SAYS = /^unexpected redirect/

/** What kept a request from its server, in words for people, by the codes of Node's sockets, or what they say of a proxy. */
const PROBLEMS: readonly (readonly [RegExp, { words: string; lasting: boolean }])[] = [
  [
    /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|ERR_SSL|EPROTO/,
    {
      words: 'its certificate is not valid, or something on the way answers in its place; nothing was sent',
      lasting: true,
    },
  ],
  [PROXY_SAYS, { words: 'the proxy that HTTPS_PROXY names did not let the request through', lasting: true }],
  [
    REDIRECT_SAYS,
    {
      words:
        'it wanted to send the request on to another address, which is never followed; name the right one as its baseUrl',
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

/** Which address it was, where the error says so: that of a proxy is another one than people expect. */
function placeOf(error: object): string {
  const { address, port } = error as { address?: unknown; port?: unknown }
  return typeof address === 'string' && port !== undefined ? ` (${address}, port ${port})` : ''
}

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
  const { code, message, cause: inner, errors } = cause as Record<string, unknown>
  const words = String(message)
  const said = (PROXY_SAYS.exec(words) ?? REDIRECT_SAYS.exec(words))?.[0] ?? String(code)
  const own = PROBLEMS.find(([pattern]) => pattern.test(said))?.[1]
  if (own) return { ...own, words: own.words + placeOf(cause) }
  // Several addresses were tried, each with an error of its own.
  const tried = Array.isArray(errors) ? errors : []
  return find(inner, depth + 1) ?? tried.map((error) => find(error, depth + 1)).find((found) => found)
}
