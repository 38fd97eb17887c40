import { expect, test } from 'vitest'
import { findHiddenHost, hostOf } from './link-host.ts'

test.each([
  ['https://example.com/a', 'the manual', undefined],
  ['https://example.com/a', 'example.com', undefined],
  ['https://www.example.com/', 'https://example.com/page', undefined],
  ['https://docs.example.com/', 'example.com', undefined],
  ['https://evil.example/', 'https://bank.com/login', 'evil.example'],
  ['https://bank.com@evil.example/', 'https://bank.com@evil.example/', 'evil.example'],
  ['https://bank.com.evil.example/', 'bank.com', 'bank.com.evil.example'],
  ['https://xn--pple-43d.com/', 'apple.com', 'xn--pple-43d.com'],
  ['https://evil.example/', 'see \u202emoc.knab', 'evil.example'],
  ['https://evil.example/', '', 'evil.example'],
  ['https://evil.example:8443/', 'bank.com', 'evil.example:8443'],
  ['mailto:thief@evil.example', 'help@bank.com', 'thief@evil.example'],
  ['mailto:help@bank.com', 'write to us', undefined],
])('%s under the words %j shows %j', (address, words, shown) => {
  expect(findHiddenHost(address, words)).toBe(shown)
})

test('a place is named as the browser will call it', () => {
  expect(hostOf('https://例え.jp/a')).toBe('xn--r8jz45g.jp')
  expect(hostOf('mailto:a%40b@c.de')).toBe('a%40b@c.de')
})
