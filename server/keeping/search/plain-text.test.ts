import { describe, expect, it } from 'vitest'
import { processorTime } from '#testing/least-time.ts'
import { plainText } from './plain-text.ts'

describe('plain text of markdown', () => {
  it.each([
    ['## What I found\n\nThe **port** is `8080`.', 'What I found\n\nThe port is 8080.'],
    ['**注意：**正文，~~旧的~~', '注意：正文，旧的'],
    ['- one\n* two\n- [x] three\n> four', 'one\ntwo\nthree\nfour'],
    ['see [the page](https://example.com) and ![a chart](x.png)', 'see the page and a chart'],
    ['```js\nlet a = 1\n```\nafter', 'let a = 1\nafter'],
    ['this is *important*', 'this is important'],
  ])('keeps the words: %j', (markdown, words) => {
    expect(plainText(markdown)).toBe(words)
  })

  it('makes cells of a table words beside one another', () => {
    expect(plainText('| a | b |\n| - | - |\n| 1 | 2 |').split(/\s+/).filter(Boolean)).toEqual([
      'a',
      'b',
      '1',
      '2',
    ])
  })

  it.each([
    '2**3 is 8 and 4**5 is not',
    'a * b * c',
    'snake_case and __init__',
    'cat x | grep y',
    '-5 degrees',
    '#1',
  ])('leaves what is no markup: %s', (text) => {
    expect(plainText(text)).toBe(text)
  })

  it('C14: is quick on a text that is all marks', () => {
    for (const mark of ['*', '**', '`', '[', '![a](', '| ', '#', '> ', '- ', '~~a', '**a ', '[a](b']) {
      expect(
        processorTime(() => plainText(mark.repeat(50_000 / mark.length))),
        mark,
      ).toBeLessThan(250)
    }
  })
})
