import { describe, expect, it } from 'vitest'
import { parseHtml } from '#testing/telegram/html.ts'
import { renderTelegram } from '../../channels/telegram/format/render-telegram.ts'
import { previewText } from './preview-text.ts'

const LIMIT = 4_000

/** Every kind of markdown, each of which is open for a while as it is written. */
const ANSWER = `# A **bold** start

Some *words*, ~~struck~~ ones, \`code with * and _\`, and [a link](https://example.com/a_b*c).
***Both***, __also bold__, and 请看**重点**。 مرحبا \u200b👩‍👩‍👧

- one **two
- [ ] three**

> quoted *words
> that go on*

| a | **b** |
| - | ----- |
| 1 | \`2\`   |

\`\`\`ts
const unclosed = '**not bold** [not](a link'
\`\`\`

![picture](https://example.com/p.png) <b>raw & html</b> $x_1$ the end`

const shown = (markdown: string): string => parseHtml(renderTelegram(markdown)).text
const letters = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '')

describe('a preview', () => {
  it('is valid and says what was written so far, wherever the writing is', () => {
    for (let end = 1; end <= ANSWER.length; end += 3) {
      const written = ANSWER.slice(0, end)
      for (const keeps of ['start', 'end'] as const) {
        const preview = previewText(written, { limit: LIMIT, keeps })
        if (preview === '') continue
        expect(shown(preview).length).toBeLessThanOrEqual(4_096)
      }
    }
    expect(letters(shown(previewText(ANSWER, { limit: LIMIT, keeps: 'start' })))).toContain('theend')
  })

  it('shows no marks of what is only opened yet', () => {
    const preview = (text: string): string => shown(previewText(text, { limit: LIMIT, keeps: 'end' }))
    expect(preview('This is **bol')).toBe('This is bol')
    expect(preview('See `cod')).toBe('See cod')
    expect(preview('A ~~str')).toBe('A str')
    expect(preview('```ts\nconst a = 1')).toBe('const a = 1')
  })

  it.each([4_097, 100_000])(
    'of %i characters is one message: its beginning, or where the writing is',
    (length) => {
      const words = Array.from({ length }, (_, index) => `${index} `)
        .join('')
        .slice(0, length)
      const start = previewText(words, { limit: LIMIT, keeps: 'start' })
      const end = previewText(words, { limit: LIMIT, keeps: 'end' })
      expect([start.length, end.length].every((size) => size > 0 && size <= LIMIT)).toBe(true)
      expect(start).toMatch(/^0 1 2 .* …$/)
      expect(end.endsWith(words.trimEnd().slice(-10))).toBe(true)
    },
  )
})
