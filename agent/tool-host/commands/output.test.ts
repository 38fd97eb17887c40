import { describe, expect, it } from 'vitest'
import { createOutputText, shareLimit } from './output.ts'

const whole = (pieces: (string | Buffer)[], limit = 10_000) => {
  const text = createOutputText(limit)
  for (const piece of pieces) text.push(Buffer.from(piece))
  text.finish()
  return text.cut(limit)
}

describe('the text of a command', () => {
  it('E7: loses control sequences and keeps the words, however the pieces are cut', () => {
    const raw =
      '\u001b[1;31mred\u001b[0m \u001b]0;owned title\u0007a\u001b]8;;http://evil\u001b\\link\u001b]8;;\u001b\\ ' +
      '\u001b]52;c;ZXZpbA==\u0007b\u001bPdevice\u001b\\c\u001b(Bd\u001b[2J\u001b[?25le\u0008\u0007é\u009b31m\r\nf\rg\tend'
    const expected = 'red alink bcdeé31m\nf\ng\tend'
    expect(whole([raw])).toBe(expected)
    const bytes = Buffer.from(raw)
    for (let size = 1; size <= 7; size++) {
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      )
      expect(whole(pieces)).toBe(expected)
    }
  })

  it('shows the first states and the last of a line that is drawn anew, whatever the pieces', () => {
    const bars = Array.from({ length: 1_000 }, (_, done) => `\r${done / 10}%   `).join('')
    const shown =
      'get\n0%   \n0.1%   \n0.2%   \n[… 996 states of this line left out …]\n99.9%   \ndone\na\nb\n'
    for (const size of [1, 7, 100_000]) {
      const text = `get${bars}\ndone\r\na\rb\n`
      expect(whole(text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [])).toBe(shown)
    }
    const live = createOutputText(1_000)
    live.push(Buffer.from('\r1%\r2%\r3%\r4%\r5%'))
    expect(live.cut(1_000)).toBe('\n1%\n2%\n3%\n5%')
    live.finish()
    expect(live.cut(1_000)).toBe('\n1%\n2%\n3%\n[… 1 state of this line left out …]\n5%')
  })

  it('shows what follows a sequence that never ends', () => {
    expect(whole(['a\u001b]0;', 'b'.repeat(5_000)])).toContain('b'.repeat(5_000))
    expect(whole(['a\u001b[3'])).toBe('a[3')
  })

  it('keeps its beginning and its end within the limit', () => {
    const lines = Array.from({ length: 50_000 }, (_, index) => `line ${index}\n`)
    const cut = whole(lines, 1_000)
    expect(cut.length).toBeLessThanOrEqual(1_000)
    expect(cut).toMatch(/^line 0\n[\s\S]*characters left out …\]\n[\s\S]*line 49999\n$/)
  })

  it('leaves to one stream what the other does not need', () => {
    expect(shareLimit(10, 900, 100)).toEqual([10, 90])
    expect(shareLimit(900, 10, 100)).toEqual([90, 10])
    expect(shareLimit(900, 900, 100)).toEqual([50, 50])
  })
})
