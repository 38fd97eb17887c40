import { describe, expect, test } from 'vitest'
import { processorTime } from '#testing/least-time.ts'
import { parseFrame } from './parse.ts'

const DEPTH = 64
const frame = (params: string): string => `{"type":"request","id":"1","method":"a","params":${params}}`
const nested = (levels: number): string => frame(`${'['.repeat(levels)}${']'.repeat(levels)}`)

type Parse = (text: string) => unknown

/** Whether a parser lets nothing of a prototype through, however the name is spelt. */
function keepsPrototypesOut(parse: Parse): boolean {
  const names = ['__proto__', '\\u005f_proto__', '_\\u005F\\u0070roto__']
  return names.every((name) => {
    const parsed = parse(frame(`{"a":{"${name}":{"polluted":true}}}`)) as
      | { params?: { a?: object } }
      | undefined
    return !Object.hasOwn(parsed?.params?.a ?? {}, '__proto__')
  })
}

/** Whether a parser takes what is as deep as allowed and refuses a level more, brackets in strings aside. */
function knowsDepth(parse: Parse): boolean {
  return (
    parse(nested(DEPTH - 1)) !== undefined &&
    parse(nested(DEPTH)) === undefined &&
    parse(frame(`"${'['.repeat(100)}\\"${'{'.repeat(100)}"`)) !== undefined
  )
}

describe('a frame', () => {
  test('C5 brings no prototype along; a plain parser would', () => {
    expect(keepsPrototypesOut((text) => parseFrame(text, DEPTH))).toBe(true)
    expect(keepsPrototypesOut(JSON.parse)).toBe(false)
  })

  test('C5 is nested at most 64 deep; a plain parser would not notice', () => {
    expect(knowsDepth((text) => parseFrame(text, DEPTH))).toBe(true)
    expect(knowsDepth(JSON.parse)).toBe(false)
  })

  test('C5 of 8 MiB is measured in a moment, whatever its quotes and backslashes', () => {
    for (const unit of ['\\"', '\\\\', '["', '{"a":']) {
      expect(processorTime(() => parseFrame(frame(`"${unit.repeat(1_000_000)}"`), DEPTH))).toBeLessThan(500)
    }
  })
})
