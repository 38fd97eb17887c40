import type { ChatPart } from '../messages.ts'

/** A part of a message that is a tool call. */
export type ToolPart = Extract<ChatPart, { toolCallId: string }>

export const isToolPart = (part: ChatPart): part is ToolPart => 'toolCallId' in part

export function toolNameOf(part: ToolPart): string {
  return part.type === 'dynamic-tool' ? part.toolName : part.type.slice('tool-'.length)
}

/** The part of a call. The name may be one that a model made up, so that no type can hold `fields` to it. */
export function toToolPart(call: { toolCallId: string; toolName: string }, fields: object): ChatPart {
  return { type: `tool-${call.toolName}`, toolCallId: call.toolCallId, ...fields } as unknown as ChatPart
}
