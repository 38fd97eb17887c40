import type { ModelTarget } from '#protocol/agent-rpc.ts'
import type { Phrase } from '#protocol/chat/language.ts'
import { AppError, type ErrorCode } from '#protocol/errors.ts'
import { findConnectionProblem } from './connection.ts'

const VENDOR_TEXT_LIMIT = 500
const UNAVAILABLE = /overloaded|unavailable|server_error|internal error|api_error/
const UNREADABLE = /^AI_(?:JSONParse|TypeValidation|InvalidResponseData)Error$/
const RETRY_AFTER_LIMIT_MS = 24 * 60 * 60 * 1000

/** What the SDK's errors carry; read structurally, because each vendor package brings its own copy of the classes. */
interface Facts {
  status: number | undefined
  text: string
  type: string
  headers: Record<string, string>
  /** It sent what is no answer: the SDK's words of it are for programmers, and repeat it. */
  isUnreadable: boolean
}

/** Maps whatever a vendor package threw, or sent as a stream error, to one of our codes. Never shows a key. */
export function toModelError(cause: unknown, target: ModelTarget): AppError {
  if (cause instanceof AppError) return cause
  const facts = readFacts(cause)
  const code = pickCode(cause, facts)
  const said = redact(facts.text, target).slice(0, VENDOR_TEXT_LIMIT)
  const retryAfterMs = code === 'model_rate_limited' ? readRetryAfter(facts.headers, Date.now()) : undefined
  const connection = facts.status === undefined ? findConnectionProblem(cause) : undefined
  const { reference } = target
  const words = describe({ ...facts, code, reference, said, connection })
  return new AppError(code, words.en, {
    cause,
    inChinese: words.zh,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  })
}

/** `Retry-After` in seconds or as a date, or `retry-after-ms`; undefined if absent or unreadable; at most a day. */
export function readRetryAfter(headers: Record<string, string>, now: number): number | undefined {
  const exact = headers['retry-after-ms']
  const value = headers['retry-after']
  const raw = exact !== undefined ? Number(exact) : readSeconds(value, now)
  if (raw === undefined || !Number.isFinite(raw)) return undefined
  return Math.round(Math.min(Math.max(raw, 0), RETRY_AFTER_LIMIT_MS))
}

function readSeconds(value: string | undefined, now: number): number | undefined {
  if (value === undefined || value.trim() === '') return undefined
  const seconds = Number(value)
  return Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - now
}

function readFacts(cause: unknown): Facts {
  const outer = asRecord(cause)
  const inner = asRecord(outer.error)
  const data = asRecord(asRecord(outer.data).error)
  const status = [outer.statusCode, outer.status, inner.code, outer.code].map(Number).find(isStatus)
  const unread = outer.data === undefined ? readBody(outer.responseBody) : undefined
  const text = [unread, outer.message, inner.message, data.message, cause].find(
    (value): value is string => typeof value === 'string' && value !== '',
  )
  const type = [outer.type, inner.type, data.type, outer.code, inner.code, data.code]
    .filter((value) => typeof value === 'string')
    .join(' ')
  const isUnreadable = UNREADABLE.test(String(outer.name))
  return { status, text: text ?? '', type, headers: lowerKeys(asRecord(outer.responseHeaders)), isUnreadable }
}

/** What servers say that word their errors otherwise than their package expects: Ollama, FastAPI, LM Studio. */
function readBody(body: unknown): string | undefined {
  if (typeof body !== 'string') return undefined
  try {
    const { error, detail, message } = asRecord(JSON.parse(body))
    return [error, detail, message].find(
      (value): value is string => typeof value === 'string' && value !== '',
    )
  } catch {
    return undefined
  }
}

function pickCode(cause: unknown, facts: Facts): ErrorCode {
  const { status } = facts
  if (status === 401 || status === 402 || status === 403) return 'model_auth'
  if (status === 404) return 'unknown_model'
  if (status === 408) return 'model_timeout'
  if (status === 429) return 'model_rate_limited'
  if (status !== undefined && status >= 500) return 'model_unavailable'
  if (status !== undefined && status >= 400) return 'model_rejected'
  const words = `${facts.type} ${facts.text}`.toLowerCase()
  if (UNAVAILABLE.test(words)) return 'model_unavailable'
  if (/rate.?limit|too many requests|quota/.test(words)) return 'model_rate_limited'
  if (/authentication|permission|invalid api key/.test(words)) return 'model_auth'
  if (/invalid_request|context.?length|too long/.test(words)) return 'model_rejected'
  return isCut(cause) ? 'model_stream_cut' : 'model_unavailable'
}

/** A broken connection hides at the bottom of the chain of causes, under an error that speaks of something else. */
function isCut(cause: unknown): boolean {
  for (let error = asRecord(cause), depth = 0; depth < 5; error = asRecord(error.cause), depth += 1) {
    const words = `${String(error.name)} ${String(error.message)} ${String(error.code)}`
    if (
      /terminated|UND_ERR_SOCKET|ECONNRESET|EPIPE|premature|without a finish|NoOutputGenerated/i.test(words)
    ) {
      return true
    }
  }
  return false
}

function describe(
  failure: Pick<Facts, 'status' | 'isUnreadable'> & {
    code: ErrorCode
    reference: string
    said: string
    connection: Phrase | undefined
  },
): Phrase {
  const { code, status, isUnreadable, reference, said, connection } = failure
  if (connection !== undefined) {
    return {
      en: `${reference} can't be reached: ${connection.en}.`,
      zh: `连接不上 ${reference}：${connection.zh}。`,
    }
  }
  const quoted = said === '' ? '' : ` It said: ${said}`
  const quotedInChinese = said === '' ? '' : `它的答复是：${said}`
  switch (code) {
    case 'model_auth':
      return status === 402
        ? {
            en: `${reference} refused the request: the account has no credit left. Top it up, or choose another model.`,
            zh: `${reference} 拒绝了请求：账户余额不足。请充值，或换一个模型。`,
          }
        : {
            en: `${reference} refused the key (${status ?? 'authentication'}). Check the key of this provider, or choose another model.`,
            zh: `${reference} 不接受这个密钥（${status ?? '认证失败'}）。请检查这家服务商的密钥，或换一个模型。`,
          }
    case 'unknown_model':
      return {
        en: `${reference} does not exist at its provider, or the key may not use it. Choose another model.${quoted}`,
        zh: `服务商那里没有 ${reference}，或者这个密钥不能使用它。请换一个模型。${quotedInChinese}`,
      }
    case 'model_rate_limited':
      return {
        en: `${reference} is over its rate limit or quota. Wait a moment, or choose another model.${quoted}`,
        zh: `${reference} 的请求太频繁，或额度已用完。请稍后再试，或换一个模型。${quotedInChinese}`,
      }
    case 'model_timeout':
      return {
        en: `${reference} took too long. Try again, or choose another model.`,
        zh: `${reference} 没有及时回答。请再试一次，或换一个模型。`,
      }
    case 'model_rejected':
      return {
        en: `${reference} rejected the request (${status ?? 'invalid'}).${quoted}`,
        zh: `${reference} 拒绝了这个请求（${status ?? '无效'}）。${quotedInChinese}`,
      }
    case 'model_stream_cut':
      return {
        en: `The connection to ${reference} broke before the answer was complete. Try again.`,
        zh: `回答还没结束，与 ${reference} 的连接就断了。请再试一次。`,
      }
    default:
      if (isUnreadable) {
        return {
          en: `${reference} sent something unreadable. Try again, or choose another model.`,
          zh: `${reference} 发来的内容无法读懂。请再试一次，或换一个模型。`,
        }
      }
      if (status === undefined && !UNAVAILABLE.test(said.toLowerCase())) {
        return {
          en: `${reference} can't be reached. Check the connection, or choose another model.${quoted}`,
          zh: `连接不上 ${reference}。请检查网络，或换一个模型。${quotedInChinese}`,
        }
      }
      return {
        en: `${reference} is unavailable${status === undefined ? '' : ` (${status})`}. Try again later, or choose another model.${quoted}`,
        zh: `${reference} 现在不可用${status === undefined ? '' : `（${status}）`}。请稍后再试，或换一个模型。${quotedInChinese}`,
      }
  }
}

/** Vendors echo parts of the key in their messages. */
function redact(text: string, target: ModelTarget): string {
  const secrets = [target.apiKey, ...Object.values(target.headers ?? {})].filter(
    (secret): secret is string => secret !== undefined && secret.length >= 6,
  )
  const plain = secrets.reduce((current, secret) => current.replaceAll(secret, '[key]'), text)
  return plain.replace(/\b(sk|key|AIza)[-_][\w*.-]{4,}|\bAIza[\w-]{10,}/g, '[key]')
}

function isStatus(value: number): boolean {
  return Number.isInteger(value) && value >= 400 && value <= 599
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function lowerKeys(headers: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([key, value]) => [key.toLowerCase(), String(value)]))
}
