import type { Language } from '#protocol/chat/language.ts'
import type { ToolOutput } from '#protocol/tools.ts'
import { toCode } from './calls.ts'

const LINE_LIMIT = 40
const FIRST_LINES = 10
const DEPTH_LIMIT = 4

/** What is in a file: the settings of a JSON file as a list, of any other text its size and first lines. */
export function describeContent(file: ToolOutput<'read'>, language: Language): string {
  const name = toCode(file.path)
  if (file.content.trim() === '') return language === 'zh' ? `${name} 是空的。` : `${name} is empty.`
  const parsed = file.truncated ? undefined : parseJson(file.content)
  if (parsed !== undefined) {
    const lines = listValue(parsed, 0)
    const shown = lines.slice(0, LINE_LIMIT)
    if (lines.length > shown.length)
      shown.push(
        language === 'zh'
          ? `- … 还有 ${lines.length - LINE_LIMIT} 行`
          : `- … and ${lines.length - LINE_LIMIT} more lines`,
      )
    const heading =
      language === 'zh'
        ? `我读完了 ${name}，里面有这些配置：`
        : `I have read ${name}. This is what it configures:`
    return `${heading}\n\n${shown.join('\n')}`
  }
  const lines = file.content.replace(/\n$/, '').split('\n')
  const first = lines
    .slice(0, FIRST_LINES)
    .map((line) => (line.length > 200 ? `${line.slice(0, 200)}…` : line))
  const all = file.totalLines <= FIRST_LINES && lines.length === file.totalLines
  const count = file.totalLines
  const heading =
    language === 'zh'
      ? `我读完了 ${name}：共 ${count} 行，${all ? '内容是：' : '开头是：'}`
      : `I have read ${name}: ${count} ${count === 1 ? 'line' : 'lines'}. ${all ? 'It says:' : 'It begins with:'}`
  return `${heading}\n\n${fence(first.join('\n'))}`
}

/** A code block that its content can't close. */
export function fence(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length))
  const marks = '`'.repeat(longest + 1)
  return `${marks}\n${text}\n${marks}`
}

/** Objects and lists only: a bare number or word is better shown as text. */
function parseJson(content: string): object | undefined {
  try {
    const value: unknown = JSON.parse(content)
    return typeof value === 'object' && value !== null && Object.keys(value).length > 0 ? value : undefined
  } catch {
    return undefined
  }
}

function listValue(value: object, depth: number): string[] {
  return Object.entries(value).flatMap(([key, child]: [string, unknown]) => {
    const label = Array.isArray(value) ? `${Number(key) + 1}.` : `**${escapeMarkdown(key)}**:`
    const bullet = `${'  '.repeat(depth)}- ${label}`
    if (isNested(child) && depth < DEPTH_LIMIT) return [bullet, ...listValue(child, depth + 1)]
    return [`${bullet} ${toCode(showValue(child))}`]
  })
}

/** Short lists of plain values stay on their line. */
function isNested(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return false
  return !Array.isArray(value) || value.some((item) => typeof item === 'object' && item !== null)
}

function showValue(value: unknown): string {
  return typeof value === 'string' && value.trim() !== '' ? value : JSON.stringify(value)
}

function escapeMarkdown(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>]/g, '\\$&')
}
