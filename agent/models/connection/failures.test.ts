import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ModelTarget } from '#protocol/agent-rpc.ts'
import { AppError, type ErrorCode } from '#protocol/errors.ts'
import { targetOf } from '#testing/model-vendor/target.ts'
import { failure, garbage, text } from '#testing/model-vendor/turn.ts'
import { type ModelVendor, startModelVendor } from '#testing/model-vendor/vendor.ts'
import { askModel } from '../fixtures/ask-model.ts'
import { createModelLine } from '../line.ts'

globalThis.AI_SDK_LOG_WARNINGS = false
let vendor: ModelVendor
beforeAll(async () => {
  vendor = await startModelVendor()
})
afterAll(() => vendor.stop())

const target = (api: ModelTarget['api'], baseUrl?: string) =>
  targetOf(vendor, api, baseUrl === undefined ? {} : { baseUrl })

const openai = (message: string, type: string, code: string | null = null) => ({
  error: { message, type, param: null, code },
})
const anthropic = (type: string, message: string) => ({
  type: 'error',
  error: { type, message },
  request_id: 'req_1',
})
const google = (code: number, status: string, message: string) => ({ error: { code, message, status } })

/** Error answers as the vendors' pages show them (documented, not recorded). */
const SHAPES: [ModelTarget['api'], number, unknown, ErrorCode, string][] = [
  [
    'anthropic',
    400,
    anthropic('invalid_request_error', 'messages: at least one message is required'),
    'model_rejected',
    'at least one message',
  ],
  ['anthropic', 401, anthropic('authentication_error', 'invalid x-api-key'), 'model_auth', 'Check the key'],
  ['anthropic', 404, anthropic('not_found_error', 'model: claude-9'), 'unknown_model', 'claude-9'],
  [
    'anthropic',
    429,
    anthropic('rate_limit_error', 'This request would exceed your rate limit.'),
    'model_rate_limited',
    'rate limit',
  ],
  ['anthropic', 500, anthropic('api_error', 'Internal server error'), 'model_unavailable', '500'],
  ['anthropic', 529, anthropic('overloaded_error', 'Overloaded'), 'model_unavailable', 'Overloaded'],
  [
    'openai',
    401,
    openai('Incorrect API key provided: sk-test-key-0123456789.', 'invalid_request_error', 'invalid_api_key'),
    'model_auth',
    'Check the key',
  ],
  [
    'openai',
    429,
    openai('You exceeded your current quota.', 'insufficient_quota', 'insufficient_quota'),
    'model_rate_limited',
    'quota',
  ],
  [
    'openai',
    400,
    openai(
      'This model’s maximum context length is 128000 tokens.',
      'invalid_request_error',
      'context_length_exceeded',
    ),
    'model_rejected',
    'maximum context length',
  ],
  ['openai', 503, openai('The engine is currently overloaded.', 'server_error'), 'model_unavailable', '503'],
  [
    'google',
    400,
    google(400, 'INVALID_ARGUMENT', 'Invalid JSON payload received.'),
    'model_rejected',
    'Invalid JSON',
  ],
  [
    'google',
    403,
    google(403, 'PERMISSION_DENIED', 'Your API key was reported as leaked.'),
    'model_auth',
    'Check the key',
  ],
  [
    'google',
    429,
    google(429, 'RESOURCE_EXHAUSTED', 'You exceeded your current quota.'),
    'model_rate_limited',
    'quota',
  ],
  ['google', 503, google(503, 'UNAVAILABLE', 'The model is overloaded.'), 'model_unavailable', 'overloaded'],
  [
    'deepseek',
    402,
    openai('Insufficient Balance', 'unknown_error', 'invalid_request_error'),
    'model_auth',
    'no credit',
  ],
  [
    'deepseek',
    422,
    openai('Invalid parameters', 'invalid_request_error'),
    'model_rejected',
    'Invalid parameters',
  ],
  [
    'alibaba',
    401,
    openai('Incorrect API key provided.', 'invalid_request_error', 'invalid_api_key'),
    'model_auth',
    'Check the key',
  ],
  [
    'alibaba',
    400,
    openai('Input data may contain inappropriate content.', 'data_inspection_failed'),
    'model_rejected',
    'inappropriate',
  ],
  ['ollama', 404, { error: "model 'm' not found" }, 'unknown_model', 'does not exist'],
  [
    'ollama',
    500,
    { error: 'model requires more system memory (8.4 GiB) than is available' },
    'model_unavailable',
    '500',
  ],
  [
    'openai-compatible',
    502,
    '<html><body><h1>502 Bad Gateway</h1></body></html>',
    'model_unavailable',
    '502',
  ],
]

describe('K1: an error answer of a vendor', () => {
  it.each(SHAPES)('%s %i is told for what it is (%#)', async (...shape) => {
    const [api, status, body, code, words] = shape
    vendor.script(() => [failure(status, { body })])
    const { error } = await askModel(target(api))
    expect(error).toMatchObject({ code })
    expect(error?.message).toContain(words)
    expect(error?.message).not.toMatch(/0123456789|<html>.*<html>/s)
    expect(error?.message.length).toBeLessThan(700)
  })

  it.each([
    ['anthropic', 529, 'model_unavailable'],
    ['anthropic', 429, 'model_rate_limited'],
    ['openai', 500, 'model_unavailable'],
    ['openai-compatible', 429, 'model_rate_limited'],
    ['deepseek', 401, 'model_auth'],
    ['google', 503, 'model_unavailable'],
    // Its package drops the line that says why.
    ['ollama', 500, 'model_stream_cut'],
  ] as const)('inside the stream too (%s %i)', async (api, status, code) => {
    vendor.script([[text('so far so good'), failure(status)]])
    const { error, said } = await askModel(target(api))
    expect(error).toMatchObject({ code })
    expect('so far so good').toContain(said)
  })

  it.each(['anthropic', 'openai', 'google', 'deepseek', 'alibaba', 'openai-compatible'] as const)(
    'and bytes that are no answer are an error with a code (%s)',
    async (api) => {
      vendor.script([[text('words'), garbage()]])
      const { error } = await askModel(target(api))
      expect(error?.code).toMatch(/^model_(unavailable|stream_cut|rejected)$/)
      expect(error?.message).toMatch(
        /^\S+ (sent something unreadable\. Try again, or choose another model\.$|broke)/,
      )
    },
  )
})

describe('K1: who is asked next', () => {
  const line = (...names: string[]) =>
    names.map((name): ModelTarget => {
      const [reference = '', keyId = ''] = name.split('#')
      return { reference, api: 'openai', provider: 'lab', modelId: 'm', ...(keyId ? { keyId } : {}) }
    })
  const NAMES = ['a#1', 'a#2', 'b', 'c']

  /** The order of tries where each fails the same way; `again` where the same is asked once more. */
  function tries(code: ErrorCode, create: typeof createModelLine): string[] {
    const chain = create(line(...NAMES))
    const asked: string[] = []
    for (let limit = 0; limit < 9; limit += 1) {
      const { reference, keyId } = chain.current()
      asked.push(keyId ? `${reference}#${keyId}` : reference)
      if (!chain.passOver(new AppError(code, `${code}.`))) break
    }
    return asked
  }

  const RULES: readonly (readonly [ErrorCode, string[]])[] = [
    ['model_rate_limited', NAMES],
    ['model_auth', NAMES],
    ['unknown_model', NAMES],
    ['missing_key', NAMES],
    ['model_unavailable', ['a#1', 'b', 'c', 'c']],
    ['model_timeout', ['a#1', 'b', 'c', 'c']],
    ['model_stream_cut', ['a#1', 'b', 'c', 'c']],
    ['model_rejected', ['a#1']],
    ['cap_reached', ['a#1']],
    ['internal', ['a#1']],
  ]
  function check(create: typeof createModelLine): void {
    for (const [code, order] of RULES) expect([code, tries(code, create)]).toEqual([code, order])
  }

  it('is another key where the key is to blame, another model where not, and nobody for a fault of our own', () => {
    check(createModelLine)
  })

  it.each<[string, typeof createModelLine]>([
    [
      'asks everybody the same wrong thing',
      (targets) => ({ ...createModelLine(targets), passOver: () => true }),
    ],
    ['gives up at once', (targets) => ({ ...createModelLine(targets), passOver: () => false })],
    [
      'takes our own fault for the vendor’s',
      (targets) => {
        const real = createModelLine(targets)
        return { ...real, passOver: () => real.passOver(new AppError('model_auth', 'x')) }
      },
    ],
  ])('a planted line that %s is found out', (_name, planted) => {
    expect(() => check(planted)).toThrow()
  })

  it('is named in the end, each that was tried', () => {
    const chain = createModelLine(line('a', 'b'))
    chain.passOver(new AppError('model_auth', 'a refused the key.'))
    chain.passOver(new AppError('model_rejected', 'b rejected it.'))
    expect(chain.failure().message).toBe('b rejected it. Tried before it: a (model_auth).')
    const alone = createModelLine([{ ...(line('a')[0] as ModelTarget), chosen: true }])
    alone.passOver(new AppError('model_auth', 'a refused the key.'))
    expect(alone.failure().message).toContain('models.fallbackForChosen')
  })
})
