import { expect, test } from 'vitest'
import * as z from 'zod'
import { AppError, fromShape, toAppError } from './errors.ts'

test('a shape makes the same error again', () => {
  const error = new AppError('model_rate_limited', 'slow down', { retryAfterMs: 1500 })
  expect(error.toShape()).toEqual({
    code: 'model_rate_limited',
    message: 'slow down',
    retryable: true,
    retryAfterMs: 1500,
  })
  expect(fromShape(error.toShape()).toShape()).toEqual(error.toShape())
})

test('a schema failure names the path and not the value', () => {
  const result = z.object({ text: z.string() }).safeParse({ text: 42_424_242 })
  const shape = toAppError(result.error).toShape()
  expect(shape.code).toBe('bad_request')
  expect(shape.message).toContain('text')
  expect(shape.message).not.toContain('42424242')
})

test('an unknown error keeps its cause inside', () => {
  const cause = new Error('the password is hunter2')
  const error = toAppError(cause)
  expect(error.cause).toBe(cause)
  expect(JSON.stringify(error.toShape())).not.toContain('hunter2')
})
