import type { ChatMessage, ChatPart } from '../messages.ts'
import type { SessionSummary } from '../sessions.ts'
import { isToolPart, toolNameOf } from './tool-part.ts'

export type ExportFormat = 'markdown' | 'json'

/** Grows when a reader of older exports would misunderstand a newer one. */
const EXPORT_VERSION = 1

/** The beginning of an export, one message of it, and its end. Parts are joined as they are. */
export interface Exporter {
  readonly filename: string
  begin(): string
  message(message: ChatMessage): string
  end(): string
}

/** Writes a conversation for people, with tools folded as details, or whole for programs. Messages oldest first. */
export function createExporter(session: SessionSummary, format: ExportFormat): Exporter {
  return format === 'json' ? jsonExporter(session) : markdownExporter(session)
}

function jsonExporter(session: SessionSummary): Exporter {
  let separator = '\n'
  const head = { format: 'openclaw-session', version: EXPORT_VERSION, session }
  return {
    filename: `${fileStem(session)}.json`,
    begin: () => `${JSON.stringify(head).slice(0, -1)},"messages":[`,
    message(message) {
      const text = separator + JSON.stringify(message)
      separator = ',\n'
      return text
    },
    end: () => '\n]}\n',
  }
}

function markdownExporter(session: SessionSummary): Exporter {
  const title = oneLine(session.title) || 'Conversation'
  return {
    filename: `${fileStem(session)}.md`,
    begin: () => `# ${title}\n\nSession ${session.id}, begun ${showTime(session.createdAt)}\n`,
    message: (message) =>
      `\n## ${heading(message)}\n${message.parts.map(renderPart).join('')}${closing(message)}`,
    end: () => '',
  }
}

function fileStem(session: SessionSummary): string {
  const name = session.title
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
  return `openclaw-${[...name].slice(0, 60).join('') || session.id}`
}

function heading({ role, metadata }: ChatMessage): string {
  const speaker = metadata?.author ? oneLine(metadata.author) : 'You'
  const who = role === 'assistant' ? 'Assistant' : role === 'user' ? speaker : 'System'
  const detail = [metadata?.model, metadata?.channel && `by ${metadata.channel}`].filter(Boolean).join(', ')
  const when = metadata ? ` · ${showTime(metadata.createdAt)}` : ''
  return `${who}${when}${detail ? ` · ${detail}` : ''}`
}

function closing({ metadata }: ChatMessage): string {
  const { status, error } = metadata ?? {}
  if (!status || status === 'completed') return ''
  return `\n*${status}${error ? `: ${oneLine(error.message)}` : ''}*\n`
}

function renderPart(part: ChatPart): string {
  if (part.type === 'text') return `\n${part.text.trim()}\n`
  if (part.type === 'reasoning') return details('reasoning', part.text.trim())
  if (part.type === 'data-attachment') return `\n*[${oneLine(part.data.name)}, ${part.data.bytes} bytes]*\n`
  if (!isToolPart(part)) return ''
  const blocks = [part.input, part.errorText ?? part.output].filter((value) => value !== undefined).map(fence)
  return details(`tool ${toolNameOf(part)} (${part.state})`, blocks.join('\n\n'))
}

const details = (summary: string, body: string): string =>
  `\n<details><summary>${summary.replace(/[<&]/g, (sign) => (sign === '<' ? '&lt;' : '&amp;'))}</summary>\n\n${body}\n\n</details>\n`

/** A code block that its own content can't end. */
function fence(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2)
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([ticks]) => ticks.length))
  const ticks = '`'.repeat(longest + 1)
  return `${ticks}${typeof value === 'string' ? '' : 'json'}\n${text}\n${ticks}`
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** `2026-11-22 16:05 UTC`: the same wherever it is written. */
const showTime = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
