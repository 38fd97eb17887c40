import { expect, test } from 'vitest'
import { findEncoding, toUtf8 } from './encoding.ts'

const GBK = Buffer.from('b5dad2bbd0d00ad6d0cec4a3ac0a', 'hex')
const WESTERN = Buffer.from('un \xe9t\xe9 \xe0 la mer, d\xe9j\xe0\n', 'latin1')
const wide = (text: string) => Buffer.from(text, 'utf16le')

async function decode(bytes: Buffer): Promise<string | undefined> {
  const encoding = findEncoding(bytes)
  if (encoding === undefined) return undefined
  async function* pieces() {
    for (const byte of bytes) yield Buffer.from([byte])
  }
  const read: Buffer[] = []
  for await (const piece of toUtf8(pieces(), encoding)) read.push(piece)
  return Buffer.concat(read).toString()
}

test.each([
  ['UTF-8', Buffer.from('你好 é\n'), '你好 é\n'],
  ['nothing', Buffer.alloc(0), ''],
  ['Chinese of Windows', GBK, '第一行\n中文，\n'],
  ['Western', WESTERN, 'un été à la mer, déjà\n'],
  ['UTF-16', wide('\uFEFF你好\r\n'), '你好\r\n'],
  ['UTF-16 the other way round', wide('\uFEFF你好').swap16(), '你好'],
  ['UTF-8 that broke in one place', Buffer.concat([Buffer.from('你好'), Buffer.from([0xff])]), '你好\uFFFD'],
  ['binary data', Buffer.from([1, 0, 2]), undefined],
])('%s is read as it was written, whatever the pieces', async (_name, bytes, text) => {
  expect(await decode(bytes)).toBe(text)
})

test('a character that the probe cuts is no doubt', () => {
  expect(findEncoding(Buffer.from('你').subarray(0, 2))).toBe('utf-8')
  expect(findEncoding(Buffer.from('a你'.repeat(100)).subarray(0, 399))).toBe('utf-8')
})
