import type { ModelMessage } from 'ai'
import type { RunStart } from '#protocol/agent-rpc.ts'
import { splitSteps } from '#protocol/chat/steps.ts'
import { isToolPart, type ToolPart, toolNameOf } from '#protocol/chat/tool-part.ts'
import type { ChatMessage, ChatPart } from '#protocol/messages.ts'
import { toModelMessages } from '../context.ts'
import type { ToolCalls, ToolResult } from '../tools/tool-calls.ts'

type Resume = NonNullable<RunStart['resume']>

/** Where a run goes on that another agent began. */
export interface Continuation {
  /** What was said in its whole steps, and what joined between them. */
  readonly messages: ModelMessage[]
  /** The step that broke off, its open calls finished by now; undefined where none did. */
  readonly broken: ModelMessage[] | undefined
  /** Number of the next model step, counted from 1. */
  readonly nextStep: number
}

/** Rebuilds what the model has said so far, and finishes the calls that were open when its agent was lost. */
export async function continueRun(resume: Resume, calls: Pick<ToolCalls, 'start'>): Promise<Continuation> {
  const { message, said, open } = resume
  const { groups } = splitSteps(message.parts)
  const messages: ModelMessage[] = []
  for (const [index, group] of groups.slice(0, said.length).entries()) {
    const words = said[index] ?? []
    const rest = words.length > 0 ? group.filter((part) => part.type === 'steering-message') : group
    messages.push(...(words as ModelMessage[]), ...(await toModelMessages([{ ...message, parts: rest }])))
  }
  const cut = groups[said.length]
  if (!cut) return { messages, broken: undefined, nextStep: groups.length + 1 }
  const parts = await Promise.all(
    cut.map(async (part) =>
      isToolPart(part) && open.includes(part.toolCallId)
        ? withResult(part, await calls.start(toCall(part)))
        : part,
    ),
  )
  const broken = await toModelMessages([{ ...message, parts }])
  return { messages, broken, nextStep: groups.length + 1 }
}

function toCall(part: ToolPart) {
  return { toolCallId: part.toolCallId, toolName: toolNameOf(part), input: part.input }
}

function withResult(part: ToolPart, result: ToolResult): ChatPart {
  const fields = result.ok
    ? { state: 'output-available', output: result.output }
    : { state: 'output-error', errorText: String(result.output) }
  return { ...part, ...fields } as unknown as ChatPart
}

/** Messages that stand inside an answer, where they joined it, are not said a second time after it. */
export function withoutJoined(messages: readonly ChatMessage[]): ChatMessage[] {
  const inside = new Set(
    messages.flatMap(({ parts }) =>
      parts.flatMap((part) => (part.type === 'steering-message' ? [part.id] : [])),
    ),
  )
  return messages.filter((message) => !inside.has(message.id))
}
