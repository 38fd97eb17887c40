import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { readSecret } from './secret-input.ts'

function createTerminal(interactive: boolean) {
  const [input, out, notes] = [new PassThrough(), new PassThrough(), new PassThrough()]
  return { input, out, notes, interactive }
}

it('asks a person without showing what is typed', async () => {
  const terminal = createTerminal(true)
  const secret = readSecret(terminal, 'Token: ')
  for (const key of ' 12:sexret\u007f\u007f\u007f\u007fcret\r') terminal.input.write(key)
  expect(await secret).toBe('12:secret')
  expect(String(terminal.notes.read())).toBe('Token: \n')
  expect(terminal.out.read()).toBeNull()
})

it.each([
  ['interrupted', '12:se\u0003', 'interrupted'],
  ['given up', '\u0004', 'failed'],
])('ends where it is %s', async (_, keys, reason) => {
  const terminal = createTerminal(true)
  const secret = readSecret(terminal, 'Token: ')
  terminal.input.write(keys)
  await expect(secret).rejects.toMatchObject({ reason })
})

it('reads one line where nobody is there to be asked, and nothing else', async () => {
  const read = (text: string) => {
    const terminal = createTerminal(false)
    terminal.input.end(text)
    return readSecret(terminal, 'Token: ')
  }
  expect(await read('12:secret\n')).toBe('12:secret')
  await expect(read('')).rejects.toThrow('Nothing came in')
  await expect(read('12:secret\nmore')).rejects.toThrow('nothing else')
  await expect(read('x'.repeat(100_000))).rejects.toThrow('nothing else')
})
