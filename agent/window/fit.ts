import type { LanguageModelV4Prompt } from '@ai-sdk/provider'
import { SUMMARY_MARK } from '#protocol/chat/summary.ts'
import { cutToTokens, estimateMessage } from '#protocol/models/tokens.ts'
import { type PromptMessage, shapePrompt } from './shape.ts'

/** What is left of an old result in a prompt that is too long, in estimated tokens. */
const OLD_RESULT_TOKENS = 150
/** The same for the newest results, when even they have to give way. */
const NEW_RESULT_TOKENS = 1_500
/** Below this a text says nothing any more. */
const LEAST_TOKENS = 40

/**
 * Makes a prompt fit into `limit` estimated tokens and gives it the shape that every vendor takes. First
 * old tool results are shortened, then the oldest turns go whole, then the oldest steps of the present turn,
 * then the newest results and last the texts themselves are shortened: there is always a prompt that
 * fits. Instructions, the summary of what came before, and the newest turn's question stay.
 */
export function fitPrompt(
  prompt: LanguageModelV4Prompt,
  limit: number,
  size: MeasureMessage = createMeasure(),
): LanguageModelV4Prompt {
  const total = (messages: readonly PromptMessage[]) =>
    messages.reduce((sum, message) => sum + size(message), 0)

  let messages: PromptMessage[] = shapePrompt(prompt)
  const fits = () => total(messages) <= limit
  if (fits()) return messages

  shortenResults(messages, OLD_RESULT_TOKENS, { keepLast: true, fits })
  while (!fits() && dropTurn(messages));
  while (!fits() && dropStep(messages));
  if (!fits()) shortenResults(messages, NEW_RESULT_TOKENS, { keepLast: false, fits })
  if (!fits()) shortenResults(messages, OLD_RESULT_TOKENS, { keepLast: false, fits })
  for (let share = 2; !fits() && share <= 4_096; share *= 2) {
    const room = Math.max(LEAST_TOKENS, Math.floor(limit / share))
    messages = messages.map((message) => (size(message) > room ? shortenTexts(message, room) : message))
  }
  return fits() ? messages : leastPrompt(messages)
}

type MeasureMessage = (message: PromptMessage) => number

/** Estimates each message once. */
export function createMeasure(): MeasureMessage {
  const sizes = new WeakMap<PromptMessage, number>()
  return (message) => {
    const known = sizes.get(message) ?? estimateMessage(message.content)
    sizes.set(message, known)
    return known
  }
}

/** What is left where one step alone is larger than the window: instructions and question, already shortened. */
function leastPrompt(messages: readonly PromptMessage[]): LanguageModelV4Prompt {
  const question = messages.findLast((message) => message.role === 'user')
  const note = { type: 'text' as const, text: '[The tool calls made so far did not fit here.]' }
  return [
    ...messages.filter((message) => message.role === 'system'),
    ...(question?.role === 'user' ? [{ ...question, content: [...question.content, note] }] : []),
  ]
}

function shortenResults(
  messages: PromptMessage[],
  tokens: number,
  options: { keepLast: boolean; fits: () => boolean },
): void {
  const last = options.keepLast ? messages.findLastIndex((message) => message.role === 'tool') : -1
  for (const [index, message] of messages.entries()) {
    if (message.role !== 'tool' || index === last) continue
    const content = message.content.map((part) => {
      if (part.type !== 'tool-result' || estimateMessage(part.output) <= tokens) return part
      const value = cutToTokens(textOf(part.output), tokens)
      const isError = part.output.type.startsWith('error')
      return { ...part, output: { type: isError ? ('error-text' as const) : ('text' as const), value } }
    })
    messages[index] = { ...message, content }
    if (options.fits()) return
  }
}

function textOf(output: { type: string; value?: unknown }): string {
  if (output.type === 'content' && Array.isArray(output.value))
    return output.value.map(textOfPiece).join('\n')
  return typeof output.value === 'string' ? output.value : JSON.stringify(output.value ?? null)
}

const textOfPiece = (piece: { type: string; text?: string }): string =>
  piece.text ?? '[a picture was left out here]'

/** Drops the oldest turn: a user's message and all that follows it up to the next one. */
function dropTurn(messages: PromptMessage[]): boolean {
  const starts = messages.flatMap((message, index) => (message.role === 'user' ? [index] : []))
  const first = starts.find((index) => !isSummary(messages[index]))
  const next = starts.find((index) => first !== undefined && index > first)
  if (first !== undefined && next !== undefined) {
    messages.splice(first, next - first)
    return true
  }
  return dropAfterSummary(messages, starts)
}

/** The summary travels in one message with the question behind it: the answer to that goes with the next turn. */
function dropAfterSummary(messages: PromptMessage[], starts: readonly number[]): boolean {
  const [summary, next] = starts
  if (summary === undefined || next === undefined || !isSummary(messages[summary])) return false
  const kept = messages[summary]
  const question = messages[next]
  if (kept?.role !== 'user' || question?.role !== 'user') return false
  const merged = { ...question, content: [...kept.content.slice(0, 1), ...question.content] }
  messages.splice(summary, next - summary + 1, merged)
  return true
}

function isSummary(message: PromptMessage | undefined): boolean {
  const first = message?.role === 'user' ? message.content[0] : undefined
  return first?.type === 'text' && first.text.startsWith(SUMMARY_MARK)
}

/** Drops the oldest step of the last turn, but never its last one: the model has to see what it asked for. */
function dropStep(messages: PromptMessage[]): boolean {
  const question = messages.findLastIndex((message) => message.role === 'user')
  const steps = messages.flatMap((message, index) =>
    index > question && message.role === 'assistant' ? [index] : [],
  )
  const [first, second] = steps
  if (first === undefined || second === undefined) return false
  messages.splice(first, second - first)
  return true
}

function shortenTexts(message: PromptMessage, tokens: number): PromptMessage {
  if (message.role === 'system') return { ...message, content: cutToTokens(message.content, tokens) }
  const content = (message.content as readonly { type: string; text?: string }[]).map((part) =>
    shortenPart(part, tokens),
  )
  return { ...message, content } as unknown as PromptMessage
}

/** Calls keep their name and id: a result belongs to them. */
function shortenPart(part: { type: string; text?: string }, tokens: number): unknown {
  if (part.text !== undefined) return { ...part, text: cutToTokens(part.text, tokens) || '…' }
  const { type, input, output } = part as {
    type: string
    input?: unknown
    output?: { type: string; value?: unknown }
  }
  if (type === 'tool-call' && estimateMessage(input) > tokens) {
    return {
      ...part,
      input: { cut: cutToTokens(JSON.stringify(input), Math.max(LEAST_TOKENS, tokens - 20)) },
    }
  }
  if (type === 'tool-result' && output && estimateMessage(output) > tokens) {
    return { ...part, output: { type: 'text', value: cutToTokens(textOf(output), tokens) || '…' } }
  }
  if (type === 'file') return { type: 'text', text: '[a file was left out here]' }
  return part
}
