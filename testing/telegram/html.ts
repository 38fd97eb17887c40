import { badRequest } from './refusal.ts'

/** A formatted stretch as the Bot API reports it. Offsets and lengths in UTF-16 units. */
export interface Entity {
  type: string
  offset: number
  length: number
  url?: string
  language?: string
}

export interface FormattedText {
  text: string
  entities: Entity[]
}

interface OpenTag {
  name: string
  attributes: ReadonlyMap<string, string>
  textStart: number
}

const ENTITY_TYPES: Readonly<Record<string, string>> = {
  a: 'text_link',
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  'tg-spoiler': 'spoiler',
  span: 'spoiler',
  'tg-emoji': 'custom_emoji',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
}

const CHARACTERS: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' }

/** Attribute values are quoted, or plain words. */
const ATTRIBUTE = /\s*([^\s=>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([\w.-]+)(?=[\s>])))?/y

/**
 * Reads text of `parse_mode: HTML` by the rules of Telegram's own parser, byte offsets in UTF-8 and words of its
 * refusals included. Blank ends are cut off. Throws a Refusal (400) for what Telegram can't parse.
 */
export function parseHtml(html: string): FormattedText {
  const open: OpenTag[] = []
  const entities: Entity[] = []
  let text = ''
  let at = 0
  const fail = (problem: string, index = at) =>
    badRequest(`can't parse entities: ${problem.replace('@', `at byte offset ${byteOffset(html, index)}`)}`)

  function readStartTag(): void {
    const begin = at
    const name = /^[^\s>]*/.exec(html.slice(at + 1))?.[0] ?? ''
    at += 1 + name.length
    if (at >= html.length) throw fail('Unclosed start tag @', begin)
    const tag = name.toLowerCase()
    if (!Object.hasOwn(ENTITY_TYPES, tag)) throw fail(`Unsupported start tag "${tag}" @`, begin)
    const attributes = readAttributes(tag, begin)
    if (tag === 'span' && attributes.get('class') !== 'tg-spoiler') {
      throw fail('Tag "span" must have class "tg-spoiler" @', begin)
    }
    open.push({ name: tag, attributes, textStart: text.length })
  }

  function readAttributes(tag: string, begin: number): Map<string, string> {
    const attributes = new Map<string, string>()
    for (;;) {
      while (/\s/.test(html[at] ?? '')) at += 1
      if (at >= html.length) throw fail('Unclosed start tag @', begin)
      if (html[at] === '>') break
      ATTRIBUTE.lastIndex = at
      const [whole = '', name = '', ...values] = ATTRIBUTE.exec(html) ?? []
      if (name === '') throw fail(`Empty attribute name in the tag "${tag}" @`, begin)
      const value = values.find((one) => one !== undefined)
      if (value === undefined && name !== 'expandable') {
        throw fail(`Expected equal sign in declaration of an attribute of the tag "${tag}" @`, begin)
      }
      attributes.set(name.toLowerCase(), decode(value ?? ''))
      at += whole.length
    }
    at += 1
    return attributes
  }

  function readEndTag(): void {
    const [whole, name = ''] = /^<\/([^\s>]*)\s*>/.exec(html.slice(at)) ?? []
    const tag = open.pop()
    if (!tag) throw fail('Unexpected end tag @')
    if (whole === undefined) throw fail('Unclosed end tag @')
    if (name !== '' && name.toLowerCase() !== tag.name) {
      throw fail(`Unmatched end tag @, expected "</${tag.name}>", found "</${name}>"`)
    }
    at += whole.length
    close(tag)
  }

  function close({ name, attributes, textStart }: OpenTag): void {
    const length = text.length - textStart
    if (length === 0) return
    const language = /^language-(.+)/.exec(attributes.get('class') ?? '')?.[1]
    const parent = open.at(-1)
    if (name === 'code' && parent?.name === 'pre' && parent.textStart === textStart && language) {
      parent.attributes = new Map([['class', `language-${language}`]])
      return
    }
    const type = ENTITY_TYPES[name] ?? name
    const extra = name === 'a' ? { url: attributes.get('href') ?? text.slice(textStart) } : {}
    entities.push({
      type,
      offset: textStart,
      length,
      ...extra,
      ...(name === 'pre' && language ? { language } : {}),
    })
  }

  while (at < html.length) {
    if (html.startsWith('</', at)) readEndTag()
    else if (html[at] === '<') readStartTag()
    else {
      const next = html.indexOf('<', at)
      const end = next === -1 ? html.length : next
      text += decode(html.slice(at, end))
      at = end
    }
  }
  const left = open.at(-1)
  if (left) throw fail(`Can't find end tag corresponding to start tag "${left.name}"`)
  return trim({ text, entities: entities.sort((a, b) => a.offset - b.offset || b.length - a.length) })
}

const byteOffset = (text: string, index: number): number => Buffer.byteLength(text.slice(0, index))

/** Telegram knows four names; any other `&` stands for itself. */
function decode(text: string): string {
  return text.replace(/&(?:#x[0-9a-f]{1,6}|#\d{1,7}|lt|gt|amp|quot);?/gi, (whole) => {
    const name = whole.slice(1).replace(';', '')
    if (!name.startsWith('#')) return CHARACTERS[name] ?? whole
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
    return code === 0 || code >= 0x10ffff ? whole : String.fromCodePoint(code)
  })
}

/** Control characters become spaces, blank ends go, and entities shrink with them. */
export function trim({ text, entities }: FormattedText): FormattedText {
  const cleaned = [...text].map((letter) => (letter < ' ' && letter !== '\n' ? ' ' : letter)).join('')
  const start = cleaned.length - cleaned.trimStart().length
  const end = Math.max(start, cleaned.trimEnd().length)
  return {
    text: cleaned.slice(start, end),
    entities: entities.flatMap((entity) => {
      const offset = Math.max(entity.offset, start)
      const length = Math.min(entity.offset + entity.length, end) - offset
      return length > 0 ? [{ ...entity, offset: offset - start, length }] : []
    }),
  }
}
