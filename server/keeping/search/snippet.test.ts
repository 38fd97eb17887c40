import { describe, expect, it } from 'vitest'
import { parseQuery } from '#db/search-text.ts'
import { createSnippet } from './snippet.ts'

function marked(text: string, query: string): string[] {
  const { snippet, ranges } = createSnippet(text, parseQuery(query))
  return ranges.map(([start, end]) => snippet.slice(start, end))
}

describe('snippets', () => {
  it('mark each word, the beginning of the last one, and Chinese runs', () => {
    expect(marked('The Café was open. café closed.', 'cafe clo')).toEqual(['Café', 'café', 'clo'])
    expect(marked('把数据库备份到北京，备份完成', '备份')).toEqual(['备份', '备份'])
    expect(marked('用GPT模型测试', 'gpt模型')).toEqual(['GPT', '模型'])
  })

  it('cut a long text around the first hit and never through a character', () => {
    const text = `${'🙂'.repeat(300)} needle ${'🙂'.repeat(300)}`
    const { snippet, ranges } = createSnippet(text, parseQuery('needle'))
    expect(snippet.slice(...(ranges[0] ?? [0, 0]))).toBe('needle')
    expect(snippet.isWellFormed()).toBe(true)
    expect(snippet.length).toBeLessThan(210)
    expect([snippet.at(0), snippet.at(-1)]).toEqual(['…', '…'])
  })

  it('leave out what markdown only marks, and what was found is still where it is said to be', () => {
    const text = '## Result\n\nThe **port** is `8080`, see [the page](https://example.com/ports).'
    const { snippet, ranges } = createSnippet(text, parseQuery('port'))
    expect(snippet).toBe('Result  The port is 8080, see the page.')
    expect(ranges.map(([start, end]) => snippet.slice(start, end))).toEqual(['port'])
    expect(marked(text, 'example')).toEqual(['example'])
  })

  it('are plain text: markup stays what it was', () => {
    expect(createSnippet('<b>bold</b>', parseQuery('bold'))).toEqual({
      snippet: '<b>bold</b>',
      ranges: [[3, 7]],
    })
  })
})
