import { APICallError } from '@ai-sdk/provider'
import { describe, expect, it } from 'vitest'
import type { ModelTarget } from '#protocol/agent-rpc.ts'
import { readRetryAfter, toModelError } from './vendor-error.ts'

const target: ModelTarget = {
  reference: 'openai:gpt-4o',
  api: 'openai',
  provider: 'openai',
  modelId: 'gpt-4o',
  apiKey: 'sk-secret-key-0123456789',
}

function httpError(statusCode: number, message = 'no', headers: Record<string, string> = {}): APICallError {
  return new APICallError({
    message,
    url: 'http://127.0.0.1/v1',
    requestBodyValues: {},
    statusCode,
    responseHeaders: headers,
  })
}

describe('a vendor’s failure becomes one of our codes', () => {
  it.each([
    [401, 'model_auth'],
    [402, 'model_auth'],
    [403, 'model_auth'],
    [404, 'unknown_model'],
    [408, 'model_timeout'],
    [400, 'model_rejected'],
    [413, 'model_rejected'],
    [422, 'model_rejected'],
    [429, 'model_rate_limited'],
    [500, 'model_unavailable'],
    [502, 'model_unavailable'],
    [529, 'model_unavailable'],
  ] as const)('HTTP %i is %s', (status, code) => {
    expect(toModelError(httpError(status), target)).toMatchObject({ code })
  })

  it.each([
    [{ type: 'overloaded_error', message: 'Overloaded' }, 'model_unavailable'],
    [{ type: 'rate_limit_error', message: 'slow down' }, 'model_rate_limited'],
    [{ error: { type: 'invalid_request_error', message: 'too long' } }, 'model_rejected'],
    [{ type: 'authentication_error', message: 'bad' }, 'model_auth'],
    [new TypeError('terminated'), 'model_stream_cut'],
    [new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }), 'model_unavailable'],
    ['just words', 'model_unavailable'],
    [undefined, 'model_unavailable'],
  ])('a stream error %j is %s', (cause, code) => {
    expect(toModelError(cause, target)).toMatchObject({ code })
  })

  it('never repeats a key that the vendor echoed', () => {
    const said = `Incorrect key sk-secret-key-0123456789 (sk-proj-abcdef) for AIzaSyA1234567890`
    for (const status of [400, 401, 404, 429, 500]) {
      const { message } = toModelError(httpError(status, said), target)
      expect(message).not.toMatch(/0123456789|abcdef|SyA123/)
    }
  })

  it('keeps a vendor’s text short', () => {
    expect(toModelError(httpError(400, 'x'.repeat(100_000)), target).message.length).toBeLessThan(700)
  })

  it('carries Retry-After with a rate limit', () => {
    const error = toModelError(httpError(429, 'slow', { 'Retry-After': '7' }), target)
    expect(error.toShape()).toMatchObject({ retryable: true, retryAfterMs: 7_000 })
  })
})

describe('Retry-After', () => {
  const now = Date.parse('2026-01-01T00:00:00Z')
  it.each([
    [{}, undefined],
    [{ 'retry-after': '' }, undefined],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '2' }, 2_000],
    [{ 'retry-after': '-5' }, 0],
    [{ 'retry-after': '9999999' }, 86_400_000],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }, 30_000],
    [{ 'retry-after-ms': '150', 'retry-after': '1' }, 150],
  ] as const)('%j is %s ms', (headers, expected) => {
    expect(readRetryAfter(headers as Record<string, string>, now)).toBe(expected)
  })
})
