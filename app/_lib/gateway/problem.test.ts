import { TRPCClientError } from '@trpc/client'
import { describe, expect, it } from 'vitest'
import { AppError } from '#protocol/errors.ts'
import { ConnectionLost } from './connection-lost.ts'
import { problemOf } from './problem.ts'

describe('what went wrong, in the words of the catalogues', () => {
  it('is the error of the gateway where it answered, and no connection where nothing did', () => {
    const refused = {
      error: {
        message: '',
        code: -32_000,
        data: { openclaw: { code: 'forbidden', message: 'No.', retryable: false } },
      },
    }
    expect([
      problemOf(new AppError('conflict', 'Changed.')),
      problemOf(TRPCClientError.from(refused)),
      problemOf(new ConnectionLost()),
      problemOf(TRPCClientError.from(new TypeError('Failed to fetch'))),
      problemOf(new Error('anything else')),
    ]).toEqual(['conflict', 'forbidden', 'disconnected', 'disconnected', 'internal'])
  })
})
