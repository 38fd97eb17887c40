import type { MarkedToken, Token, Tokens } from 'marked'
import { decodeCharacters, escapeHtml } from './characters.ts'
import { EAST_ASIAN } from './markdown.ts'

/** What a stretch of text is inside of: there a format would be lost, or said twice. */
interface Surroundings {
  readonly isBold?: boolean
  readonly isLink?: boolean
}

const LINE_BREAK = /^<br\s*\/?>$/i

/** What Telegram opens from a message. */
const LINKED = new Set(['http:', 'https:', 'tg:'])

/** What tells a reader nothing: a place in the same text, a picture in letters, a program. */
const NO_PLACE = /^(?:#|data:|javascript:|vbscript:|$)/i

/** Text within a block as Telegram HTML. HTML that the text itself has is shown as it is written. */
export function renderInline(tokens: readonly Token[], around: Surroundings = {}): string {
  return tokens.map((token) => renderToken(token as MarkedToken, around)).join('')
}

function renderToken(token: MarkedToken, around: Surroundings): string {
  switch (token.type) {
    case 'strong': {
      const inner = renderInline(token.tokens, { ...around, isBold: true })
      return around.isBold ? inner : `<b>${inner}</b>`
    }
    case 'em':
      return `<i>${renderInline(token.tokens, around)}</i>`
    case 'del':
      return `<s>${renderInline(token.tokens, around)}</s>`
    case 'codespan':
      // Telegram would keep the code and drop the link around it.
      return around.isLink ? escapeHtml(token.text) : `<code>${escapeHtml(token.text)}</code>`
    case 'link':
      return renderLink(token, around)
    case 'image':
      return renderTarget({ label: escapeHtml(token.text), href: token.href, around })
    case 'br':
      return '\n'
    case 'checkbox':
      return ''
    case 'html':
      return LINE_BREAK.test(token.text.trim()) ? '\n' : escapeHtml(token.text)
    case 'escape':
      return escapeHtml(token.text)
    case 'text':
      return token.tokens ? renderInline(token.tokens, around) : escapeHtml(decodeCharacters(token.text))
    default:
      return escapeHtml(token.raw)
  }
}

function renderLink({ href, raw, text, tokens, autolink }: Tokens.Link, around: Surroundings): string {
  const end = autolink && raw === text ? text.search(EAST_ASIAN) : -1
  if (end > 0) {
    // A bare address ends where the sentence around it goes on without a space.
    const rest = text.length - end
    const label = escapeHtml(text.slice(0, end))
    return renderTarget({ label, href: href.slice(0, -rest), around }) + escapeHtml(text.slice(end))
  }
  return renderTarget({ label: renderInline(tokens, { ...around, isLink: true }), href, around })
}

interface Target {
  readonly label: string
  readonly href: string
  readonly around: Surroundings
}

/** A label that leads somewhere. Where Telegram would not follow, the place is written behind it. */
function renderTarget({ label, href, around }: Target): string {
  if (around.isLink) return label
  const isEmpty = label.trim() === ''
  const url = URL.canParse(href) ? new URL(href) : undefined
  if (url && LINKED.has(url.protocol)) {
    return `<a href="${escapeHtml(url.href)}">${isEmpty ? escapeHtml(href) : label}</a>`
  }
  if (NO_PLACE.test(href)) return label
  const place = escapeHtml(url?.protocol === 'mailto:' ? href.slice('mailto:'.length) : href)
  return isEmpty || place === label ? place : `${label} (${place})`
}

/** The words of a text without their formats, in one line. */
export function readWords(tokens: readonly Token[]): string {
  const html = renderInline(tokens, { isBold: true, isLink: true })
  return decodeCharacters(html.replace(/<[^<>]*>/g, ''))
    .replace(/\s+/g, ' ')
    .trim()
}

/** The links of a text, each as Telegram HTML. */
export function renderLinks(tokens: readonly Token[]): string[] {
  return (tokens as readonly MarkedToken[]).flatMap((token) => {
    if (token.type === 'link' || token.type === 'image') {
      const rendered = renderToken(token, {})
      return rendered.startsWith('<a ') ? [rendered] : []
    }
    return 'tokens' in token && token.tokens ? renderLinks(token.tokens) : []
  })
}
