import type { LanguageModelV4CallOptions, LanguageModelV4ToolResultPart } from '@ai-sdk/provider'

/** What came of a tool call, made plain. */
export type Outcome =
  | { kind: 'output'; value: unknown }
  | { kind: 'denied'; reason: string }
  | { kind: 'failed'; message: string }

export interface FinishedCall {
  readonly tool: string
  readonly input: Readonly<Record<string, unknown>>
  readonly outcome: Outcome
}

/** The part of a prompt that the rules look at: the last thing the user said, and what was done since. */
export interface Turn {
  readonly text: string
  readonly finished: readonly FinishedCall[]
  /** Names of the tools that may be called now. */
  readonly tools: ReadonlySet<string>
  /** Why there are none on the machine, in the words of the instructions. */
  readonly blocked: string | undefined
}

/** The sentence of agent/prompt/prompt.ts. */
const BLOCKED =
  /^You have no tools on the machine in this conversation: (.+) Say so where one would be needed\.$/m

export function readTurn({ prompt, tools = [], toolChoice }: LanguageModelV4CallOptions): Turn {
  const start = prompt.findLastIndex((message) => message.role === 'user')
  const user = prompt[start]
  const inputs = new Map<string, unknown>()
  const finished: FinishedCall[] = []
  for (const message of prompt.slice(start + 1)) {
    if (message.role !== 'assistant' && message.role !== 'tool') continue
    for (const part of message.content) {
      if (part.type === 'tool-call') inputs.set(part.toolCallId, part.input)
      if (part.type === 'tool-result') finished.push(toFinished(part, inputs.get(part.toolCallId)))
    }
  }
  const text =
    user?.role === 'user'
      ? // In a group the parts before say who writes and what was said; the message itself is the last one.
        (user.content.findLast((part) => part.type === 'text')?.text ?? '')
      : ''
  const offered = toolChoice?.type === 'none' ? [] : tools.filter((tool) => tool.type === 'function')
  const instructions = prompt.find((message) => message.role === 'system')?.content ?? ''
  const blocked = BLOCKED.exec(instructions)?.[1]
  return { text: text.trim(), finished, tools: new Set(offered.map((tool) => tool.name)), blocked }
}

function toFinished(part: LanguageModelV4ToolResultPart, input: unknown): FinishedCall {
  const fields = typeof input === 'object' && input !== null ? (input as Record<string, unknown>) : {}
  return { tool: part.toolName, input: fields, outcome: toOutcome(part.output) }
}

function toOutcome(output: LanguageModelV4ToolResultPart['output']): Outcome {
  switch (output.type) {
    case 'json':
    case 'text':
      return { kind: 'output', value: output.value }
    case 'content':
      return {
        kind: 'output',
        value: output.value.map((piece) => (piece.type === 'text' ? piece.text : '')).join('\n'),
      }
    case 'execution-denied':
      return { kind: 'denied', reason: output.reason ?? '' }
    case 'error-text':
      return fromErrorText(output.value)
    case 'error-json':
      return { kind: 'failed', message: JSON.stringify(output.value) }
  }
}

/** The agent words a refusal as `Denied: <reason>`; the AI SDK puts the name of an error in front. */
function fromErrorText(text: string): Outcome {
  const message = text.trim().replace(/^\w*Error: /, '')
  const denied = /^denied(?::\s*(.*))?$/is.exec(message)
  return denied ? { kind: 'denied', reason: denied[1] ?? '' } : { kind: 'failed', message }
}
