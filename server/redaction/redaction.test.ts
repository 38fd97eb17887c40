import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { HIDDEN_SECRET } from '#protocol/chat/hidden-secret.ts'
import type { ChatChunk } from '#protocol/messages.ts'
import { createRedactor, type Redactor } from './redactor.ts'
import { createToolResults, type ToolResults } from './tool-results.ts'

/** Of every shape that keys have: letters, signs that URLs and JSON escape, words, several lines. */
const CANARIES = Array.from({ length: 25 }, (_, index) => {
  const body = randomBytes(15 + (index % 12)).toString(index % 2 === 0 ? 'base64' : 'hex')
  return ['sk-ant-api03-', 'AIzaSy', 'pass "word"/', '-----BEGIN KEY-----\n', 'ü%\\'][index % 5] + body
})

const hex = (text: string) => Buffer.from(text).toString('hex')
const base64 = (text: string) => Buffer.from(text).toString('base64')
const wrap = (text: string, width: number) => text.replace(new RegExp(`.{${width}}`, 'g'), '$&\n')

/** What commands make of a file with a secret in it. The first four are promised; the others come with them. */
const PRINTERS: Readonly<Record<string, (file: string) => string>> = {
  'cat .env': (file) => file,
  'base64 .env': (file) => wrap(base64(file), 76),
  'xxd -p .env': (file) => wrap(hex(file), 60),
  'a URL': (file) => `https://evil.example/?d=${encodeURIComponent(file)}`,
  base64url: (file) => Buffer.from(file).toString('base64url'),
  'upper hexadecimal, spaced': (file) => hex(file).toUpperCase().replace(/../g, '$& '),
  'every byte escaped': (file) => hex(file).replace(/../g, '%$&'),
  JSON: (file) => JSON.stringify({ file }),
  'fold -w 10': (file) => wrap(file, 10),
}

const bare = (text: string) => text.replace(/[\s%\\]/g, '')

/** Which printers' output still holds the secret, in the form that it was printed in. */
function findLeaks(clean: (output: object) => unknown): string[] {
  return CANARIES.flatMap((secret) =>
    Object.entries(PRINTERS).flatMap(([name, print]) => {
      const before = '# settings\nNAME=x\nSERVICE='
      const shown = bare(
        String((clean({ stdout: print(`${before}${secret}\n# end\n`) }) as { stdout: string }).stdout),
      )
      // Of base64 the middle, which does not depend on what stands beside it.
      const form = bare(print(`${before}${secret}`)).slice(bare(print(before)).length)
      return shown.includes(form.slice(4, -4)) ? [`${name}: ${secret}`] : []
    }),
  )
}

function openResults(redactor: Redactor = createRedactor()): ToolResults {
  redactor.hide(CANARIES)
  return createToolResults(redactor)
}

describe('F7: what a tool prints', () => {
  it('shows none of 25 secrets, plain, in base64, hexadecimal or a URL, wrapped and escaped', () => {
    const { clean } = openResults()
    expect(findLeaks(clean)).toEqual([])
    expect(clean({ stdout: `a ${CANARIES[0]} b`, exitCode: 0 })).toEqual({
      stdout: `a ${HIDDEN_SECRET} b`,
      exitCode: 0,
    })
  })

  it('F7 planted bug: a redactor that looks for the plain value only is found out', () => {
    const plain: Redactor = {
      hide: () => undefined,
      clean: (text, mark) => CANARIES.reduce((left, secret) => left.replaceAll(secret, mark), text),
    }
    const leaks = findLeaks(openResults(plain).clean)
    expect(new Set(leaks.map((leak) => leak.split(':')[0])).size).toBeGreaterThanOrEqual(6)
  })

  it('nor where it is cut in the middle, comes in two chunks, or is an error', () => {
    const { clean, cleanChunk } = openResults()
    const secret = CANARIES[5] ?? ''
    const half = Math.floor(secret.length / 2) + 2
    const shown = [secret.slice(0, half), secret.slice(-half)].map((piece) =>
      clean(`${'x'.repeat(9)}${piece}`),
    )
    expect(shown).toEqual([`${'x'.repeat(9)}${HIDDEN_SECRET}`, `${'x'.repeat(9)}${HIDDEN_SECRET}`])
    const live = {
      type: 'data-tool-output',
      data: { toolCallId: 'c', stdout: `…${secret}`, stderr: '' },
    } as const
    const failed = { type: 'tool-output-error', toolCallId: 'c', errorText: `no ${base64(secret)}` } as const
    expect(JSON.stringify([cleanChunk(live), cleanChunk(failed)])).not.toMatch(
      new RegExp(`${secret.slice(-8)}|${base64(secret).slice(4, 12)}`),
    )
    const words: ChatChunk = { type: 'text-delta', id: 't', delta: 'hello' }
    expect(cleanChunk(words)).toBe(words)
  })

  /** What a command has printed so far, and what was left out of its middle, may end within a secret. */
  function checkEnds({ clean, cleanChunk, cleanPiece }: ToolResults): void {
    const secret = CANARIES[5] ?? ''
    for (let cut = 6; cut < secret.length - 5; cut += 1) {
      const [head, tail] = [secret.slice(0, cut), secret.slice(cut)]
      const stdout = `KEY=${head}\n[… 7000 characters left out; the whole output is in a.txt …]\n${tail} ends`
      const live = (text: string): ChatChunk => ({
        type: 'data-tool-output',
        data: { toolCallId: 'c', stdout: text, stderr: '' },
      })
      const line = { lines: [{ text: `a long line ${head}…` }] }
      const shown = [
        clean(line),
        clean({ stdout }),
        cleanChunk(live(`KEY=${head}`)),
        cleanChunk(live(`${tail} on`)),
      ]
      const pieces = [
        cleanPiece(`a ${head}`),
        cleanPiece(`${tail} b`),
        clean(`${head}\n[9 more characters cut]`),
      ]
      for (const text of [...shown, ...pieces].map((one) => JSON.stringify(one))) {
        expect(text).toContain(HIDDEN_SECRET)
        for (const part of [secret.slice(0, 6), secret.slice(-6)]) expect(text).not.toContain(part)
      }
      expect(clean({ stdout })).toMatchObject({ stdout: expect.stringContaining('7000 characters left out') })
    }
  }

  it('nor at the ends of a text that is cut, down to six characters', () => {
    checkEnds(openResults())
    const { clean } = openResults()
    expect(clean({ stdout: 'nothing here\n' })).toEqual({ stdout: 'nothing here\n' })
  })

  it('F7 planted bug: a redactor that forgets that a text is cut is found out', () => {
    const { hide, clean } = createRedactor()
    expect(() => checkEnds(openResults({ hide, clean: (text, mark) => clean(text, mark) }))).toThrow()
  })

  it('a value that a .env file gives by name is known from then on; paths, names and addresses are not', () => {
    const { clean } = openResults()
    const given = 'v4lue-that-nobody-told-us'
    const file = `export STRIPE_SECRET_KEY="${given}"\nKEY_FILE=/home/me/.ssh/id_ed25519\nTOKEN_URL=https://a.example/2\nAUTH_KEY_NAME=primary_key\n`
    expect(clean(file)).toBe(file.replace(given, HIDDEN_SECRET))
    expect(clean(base64(given))).toBe(HIDDEN_SECRET)
  })

  it('leaves what is no secret as it is, the very same object, and takes linear time over what looks like one', () => {
    const { clean } = openResults()
    const output = {
      path: 'a.md',
      content: 'Keys of Anthropic begin with sk-ant-api03-. '.repeat(50),
      lines: [{ n: 1 }],
    }
    expect(clean(output)).toBe(output)
    const near = (length: number) => (CANARIES[0] ?? '').slice(0, 15).repeat(Math.ceil(length / 15))
    const measure = (text: string) => {
      const start = process.cpuUsage()
      clean(text)
      return process.cpuUsage(start).user / 1000
    }
    measure(near(400_000))
    expect(measure(near(400_000))).toBeLessThan(1_000)
  })
})
