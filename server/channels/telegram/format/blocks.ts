import type { MarkedToken, Token, Tokens } from 'marked'
import { escapeHtml } from './characters.ts'
import { renderInline } from './inline.ts'
import { renderTable } from './table.ts'

/** `isTight`: no more characters than the text has itself. `isQuoted`: Telegram has no quotes inside quotes. */
export interface Layout {
  readonly isTight: boolean
  readonly isQuoted?: boolean
}

/** Blocks as lines of Telegram HTML; code, a table or a quote is one line with line ends inside. */
export function renderBlocks(tokens: readonly Token[], layout: Layout): string[] {
  const blocks = tokens
    .map((token) => renderBlock(token as MarkedToken, layout))
    .filter((lines) => lines.some((line) => line !== ''))
  return blocks.flatMap((lines, index) => (index > 0 && !layout.isTight ? ['', ...lines] : lines))
}

function renderBlock(token: MarkedToken, layout: Layout): string[] {
  switch (token.type) {
    case 'space':
    case 'def':
    case 'checkbox':
      return []
    case 'heading':
      return wrap('b', renderInline(token.tokens, { isBold: true }))
    case 'paragraph':
      return renderInline(token.tokens).split('\n')
    case 'code':
      return [renderCode(token)]
    case 'blockquote':
      return renderQuote(token, layout)
    case 'list':
      return renderList(token, layout)
    case 'table':
      return layout.isTight ? [`<pre>${escapeHtml(token.raw.trim())}</pre>`] : renderTable(token)
    case 'hr':
      return ['———']
    default:
      return renderInline([token]).trimEnd().split('\n')
  }
}

const wrap = (tag: string, html: string): string[] => (html.trim() === '' ? [] : [`<${tag}>${html}</${tag}>`])

function renderCode({ text, lang = '' }: Tokens.Code): string {
  const code = escapeHtml(text)
  if (code.trim() === '') return ''
  const language = /^[\w+#.-]{1,32}(?=\s|$)/.exec(lang)?.[0]
  return language ? `<pre><code class="language-${language}">${code}</code></pre>` : `<pre>${code}</pre>`
}

function renderQuote({ tokens }: Tokens.Blockquote, layout: Layout): string[] {
  const lines = renderBlocks(tokens, { ...layout, isQuoted: true })
  if (!layout.isQuoted) return wrap('blockquote', lines.join('\n'))
  return lines.map((line) => (isWhole(line) ? line : `&gt; ${line}`))
}

function renderList({ items, ordered, start, loose }: Tokens.List, layout: Layout): string[] {
  const first = start === '' ? 1 : start
  return items.flatMap((item, index) => {
    const number = ordered ? `${first + index}.` : '•'
    const mark = item.task ? (item.checked ? '☑' : '☐') : number
    const isTight = layout.isTight || !loose
    const [head = '', ...rest] = renderBlocks(item.tokens, { ...layout, isTight })
    const top = isWhole(head) ? [mark, head] : [`${mark} ${head}`]
    const lines = [...top, ...rest.map((line) => (isWhole(line) || line === '' ? line : `  ${line}`))]
    return index > 0 && !isTight ? ['', ...lines] : lines
  })
}

/** Whether a line holds what may not be moved to the right. */
const isWhole = (line: string): boolean => /^<(?:pre|blockquote)>/.test(line)
