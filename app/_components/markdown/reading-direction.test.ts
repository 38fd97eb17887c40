import { renderToStaticMarkup } from 'react-dom/server'
import Markdown from 'react-markdown'
import { expect, test } from 'vitest'
import { readingDirection } from './reading-direction.ts'

test('each block is read from the side of its own language, and code from the left', () => {
  const children = 'مرحبا.\n\n- عنصر\n\n```\nlet a\n```'
  const html = renderToStaticMarkup(Markdown({ children, rehypePlugins: [readingDirection] }))
  expect(html.match(/<(p|ul|li|pre)[^>]*>/g)).toEqual(['<p dir="auto">', '<ul dir="auto">', '<li>', '<pre>'])
})
