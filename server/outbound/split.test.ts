import { describe, expect, it } from 'vitest'
import { splitText } from './split.ts'

/** Deterministic random numbers, so that a failure can be seen again. */
function createDice(seed: number) {
  let state = seed
  return (sides: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return Math.floor((state / 2 ** 31) * sides)
  }
}

function randomMarkdown(seed: number): string {
  const dice = createDice(seed)
  const words = [
    'a',
    'some',
    'considerable',
    '你好世界。',
    '👩‍👩‍👧',
    'https://example.org/'.repeat(3),
    'end.',
  ]
  const sentence = () => Array.from({ length: dice(40) }, () => words[dice(words.length)]).join(' ')
  const code = () => `\`\`\`ts\n${Array.from({ length: dice(30) }, () => sentence()).join('\n')}\n\`\`\``
  return Array.from({ length: 1 + dice(8) }, () => (dice(3) === 0 ? code() : sentence())).join('\n\n')
}

const fencesOf = (text: string) => text.split('\n').filter((line) => line.startsWith('```')).length
const lettersOf = (text: string) => text.replace(/^```.*$/gm, '').replace(/\s/g, '')

describe('splitting an answer', () => {
  it('leaves a short one as it is and makes nothing of nothing', () => {
    expect(splitText('Hello\n\n- one\n- two', 100)).toEqual(['Hello\n\n- one\n- two'])
    expect(splitText(' \n ', 100)).toEqual([])
  })

  it('cuts between paragraphs first', () => {
    const [first, second] = ['a'.repeat(60), 'b'.repeat(60)]
    expect(splitText(`${first}\n\n${second}`, 100)).toEqual([first, second])
  })

  it('keeps a block of code whole where it fits', () => {
    const code = `\`\`\`js\n${'x()\n'.repeat(18)}\`\`\``
    expect(splitText(`${'word '.repeat(10)}\n\n${code}\n\nDone.`, 100)).toEqual([
      'word '.repeat(10).trim(),
      `${code}\n\nDone.`,
    ])
  })

  it('closes a longer block of code and opens it again in the same language', () => {
    const parts = splitText(`\`\`\`js\n${'call()\n'.repeat(40)}\`\`\``, 100)
    expect(parts.length).toBeGreaterThan(2)
    for (const part of parts) expect(part).toMatch(/^```js\n(call\(\)\n)+```$/)
  })

  it('gives each piece of a long table its head', () => {
    const head = '| name | size |\n| --- | ---: |\n'
    const rows = Array.from({ length: 30 }, (_, row) => `| row ${row} | ${row} |\n`)
    const parts = splitText(`Sizes:\n\n${head}${rows.join('')}\nDone.`, 150)
    for (const part of parts.slice(1, -1)) expect(part.startsWith(head)).toBe(true)
    for (const row of rows) expect(parts.filter((part) => part.includes(row.trim()))).toHaveLength(1)
    expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(150)
  })

  it.each([
    ['letters', 'x'.repeat(1_000_000)],
    ['surrogate pairs', '𝒳'.repeat(20_000)],
    ['joined emoji', '👩‍👩‍👧'.repeat(5_000)],
    ['combining marks', 'e\u0301'.repeat(10_000)],
  ])('cuts a word of a great many %s between characters', (_name, word) => {
    const parts = splitText(word, 199)
    expect(parts.join('')).toBe(word)
    for (const part of parts.slice(0, 500)) {
      expect(part.length).toBeLessThanOrEqual(199)
      expect(part.isWellFormed()).toBe(true)
      expect(part).not.toMatch(/^[\u0301\u200d]/)
    }
  })

  it('holds for any text: within the limit, no open fence, no letter lost, no character cut', () => {
    for (let seed = 1; seed <= 100; seed += 1) {
      const text = randomMarkdown(seed)
      const parts = splitText(text, 200)
      for (const part of parts) {
        expect(part.length).toBeLessThanOrEqual(200)
        expect(fencesOf(part) % 2, `seed ${seed}:\n${part}`).toBe(0)
        expect(part.isWellFormed()).toBe(true)
      }
      expect(lettersOf(parts.join('\n')), `seed ${seed}`).toBe(lettersOf(text))
    }
  })
})
