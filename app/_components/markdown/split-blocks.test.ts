import { describe, expect, it } from 'vitest'
import { type Blocks, findFence, hasDefinitions, NO_BLOCKS, splitBlocks } from './split-blocks.ts'

const SAMPLE = `# Title

First paragraph, **bold**
over two lines.

- one
- two

  still two

- three

\`\`\`ts
const a = 1

const b = 2
\`\`\`

| a | b |
| - | - |
| 1 | 2 |

**注意：**正文 goes on.

1. first
2. second

Last words.
`

const texts = (blocks: Blocks) => [...blocks.settled, ...blocks.open].map((block) => block.text)

function grow(text: string, step: number): Blocks {
  let blocks = NO_BLOCKS
  for (let end = step; end < text.length + step; end += step) blocks = splitBlocks(blocks, text.slice(0, end))
  return blocks
}

describe('splitting a text that grows', () => {
  it('gives the blocks that the whole text gives, however it arrives', () => {
    const whole = texts(splitBlocks(NO_BLOCKS, SAMPLE))
    expect(whole.length).toBe(8)
    for (const step of [1, 3, 7, 50]) expect(texts(grow(SAMPLE, step)), `step ${step}`).toEqual(whole)
  })

  it('never loses or changes a character', () => {
    for (const text of [
      SAMPLE,
      'a\tb\r\n\r\nc',
      '\n\n  x',
      '- a\n\n\n\n- b',
      '```\nopen',
      '[x]: http://a\n\n[x]',
    ]) {
      expect(texts(grow(text, 1)).join('')).toBe(text)
    }
  })

  it('keeps settled blocks as they are, the very same objects', () => {
    const half = splitBlocks(NO_BLOCKS, SAMPLE.slice(0, 150))
    const more = splitBlocks(half, SAMPLE)
    expect(half.settled.length).toBeGreaterThan(0)
    half.settled.forEach((block, index) => {
      expect(more.settled[index]).toBe(block)
    })
  })

  it('reads only the end again: a long text costs no more a step than a short one', () => {
    const long = 'A paragraph of some length.\n\n'.repeat(4000)
    const blocks = grow(long, 1000)
    expect(blocks.open.length).toBeLessThanOrEqual(2)
    expect(blocks.text.length - blocks.settledLength).toBeLessThan(100)
  })

  it('starts anew where the text did not just grow', () => {
    const blocks = splitBlocks(splitBlocks(NO_BLOCKS, SAMPLE), 'something else')
    expect(texts(blocks)).toEqual(['something else'])
  })
})

describe('a code fence', () => {
  it('is open until it is closed', () => {
    expect(findFence('```ts\nconst a')).toEqual({ language: 'ts', code: 'const a', isOpen: true })
    expect(findFence('```ts\nconst a\n```\n\n')).toEqual({ language: 'ts', code: 'const a', isOpen: false })
    expect(findFence('````\n```\ninner\n```')).toEqual({
      language: '',
      code: '```\ninner\n```',
      isOpen: true,
    })
    expect(findFence('```\n```')).toEqual({ language: '', code: '', isOpen: false })
  })

  it('is left to the renderer where there is more to it', () => {
    for (const text of ['plain text', '  ```\n  a\n  ```', '```\na\n```\nand on', '```\r\na\r\n```']) {
      expect(findFence(text), text).toBeUndefined()
    }
  })
})

describe('definitions', () => {
  it('are noticed, so that such a text is read as one', () => {
    expect(hasDefinitions('see [a]\n\n[a]: https://example.org')).toBe(true)
    expect(hasDefinitions('see [a](https://example.org): fine')).toBe(false)
  })
})
