import type { Phrase } from '#protocol/chat/language.ts'

/** Of Node's own HTTP client, in errors without a code. */
const PROXY_SAYS = /^Proxy response/
const REDIRECT_SAYS = /^unexpected redirect/

/** What kept a request from its server, in words for people of both languages, by the codes of Node's sockets, or what they say of a proxy. */
const PROBLEMS: readonly (readonly [RegExp, { words: Phrase; lasting: boolean }])[] = [
  [
    /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|ERR_SSL|EPROTO/,
    {
      words: {
        en: 'its certificate is not valid, or something on the way answers in its place; nothing was sent',
        zh: '它的证书无效，或途中有别的程序冒充它；没有发送任何内容',
      },
      lasting: true,
    },
  ],
  [
    PROXY_SAYS,
    {
      words: {
        en: 'the proxy that HTTPS_PROXY names did not let the request through',
        zh: 'HTTPS_PROXY 指定的代理没有放行这个请求',
      },
      lasting: true,
    },
  ],
  [
    REDIRECT_SAYS,
    {
      words: {
        en: 'it wanted to send the request on to another address, which is never followed; name the right one as its baseUrl',
        zh: '它要把请求转到另一个地址，而转址从不跟随；请在它的 baseUrl 里写上正确的地址',
      },
      lasting: true,
    },
  ],
  [
    /ENOTFOUND|EAI_/,
    { words: { en: 'its name was not found (DNS)', zh: '找不到它的域名（DNS）' }, lasting: true },
  ],
  [
    /ECONNREFUSED/,
    { words: { en: 'nothing answers at its address', zh: '它的地址上没有程序应答' }, lasting: false },
  ],
  [
    /CONNECT_TIMEOUT|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH/,
    { words: { en: 'no connection to its address came about', zh: '无法与它的地址建立连接' }, lasting: true },
  ],
]
const DEPTH_LIMIT = 8

/** Which address it was, where the error says so: that of a proxy is another one than people expect. */
function placeOf(error: object): Phrase {
  const { address, port } = error as { address?: unknown; port?: unknown }
  if (typeof address !== 'string' || port === undefined) return { en: '', zh: '' }
  return { en: ` (${address}, port ${port})`, zh: `（${address}，端口 ${port}）` }
}

/** Why no connection came about; undefined where the failure was another one. */
export function findConnectionProblem(cause: unknown): Phrase | undefined {
  return find(cause)?.words
}

/** Whether the same request would fail the same way a moment later. */
export function isLasting(cause: unknown): boolean {
  return find(cause)?.lasting === true
}

/** Looks down the chain of causes: the code stands at its bottom, under errors that speak of something else. */
function find(cause: unknown, depth = 0): { words: Phrase; lasting: boolean } | undefined {
  if (typeof cause !== 'object' || cause === null || depth > DEPTH_LIMIT) return undefined
  const { code, message, cause: inner, errors } = cause as Record<string, unknown>
  const text = String(message)
  const said = (PROXY_SAYS.exec(text) ?? REDIRECT_SAYS.exec(text))?.[0] ?? String(code)
  const own = PROBLEMS.find(([pattern]) => pattern.test(said))?.[1]
  if (own) {
    const { words, lasting } = own
    const place = placeOf(cause)
    return { words: { en: words.en + place.en, zh: words.zh + place.zh }, lasting }
  }
  // Several addresses were tried, each with an error of its own.
  const tried = Array.isArray(errors) ? errors : []
  return find(inner, depth + 1) ?? tried.map((error) => find(error, depth + 1)).find((found) => found)
}
