import type * as z from 'zod'
import { commandTools } from './tools/commands.ts'
import type { ToolContract } from './tools/contract.ts'
import { conversationTools } from './tools/conversation.ts'
import { fileTools } from './tools/files.ts'
import { gatewayTools } from './tools/gateway.ts'

/** Most characters of text that one tool result carries to the model; the rest is cut and said so. */
export const TOOL_TEXT_LIMIT = 50_000

export const toolContracts = { ...fileTools, ...commandTools, ...conversationTools, ...gatewayTools } as const

export type ToolName = keyof typeof toolContracts
export type ToolInput<N extends ToolName> = z.infer<(typeof toolContracts)[N]['input']>
export type ToolOutput<N extends ToolName> = z.infer<(typeof toolContracts)[N]['output']>

export const TOOL_NAMES = Object.keys(toolContracts) as ToolName[]

/** Finds the contract of a tool that a model named; undefined if there is no such tool. */
export function findTool(name: string): ToolContract | undefined {
  return Object.hasOwn(toolContracts, name) ? toolContracts[name as ToolName] : undefined
}

/** The tools as the AI SDK's `UITools` type, so that a renamed output breaks its card at compile time. */
export type ChatTools = { [N in ToolName]: { input: ToolInput<N>; output: ToolOutput<N> } }
