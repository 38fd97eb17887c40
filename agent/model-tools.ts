import { type JSONValue, type ModelMessage, type ToolSet, tool } from 'ai'
import { capOutput } from '#protocol/chat/cap-output.ts'
import { findTool, TOOL_TEXT_LIMIT } from '#protocol/tools.ts'
import { toToolName } from './context.ts'
import type { ToolResult } from './tools/tool-calls.ts'

/** The tools as the SDK offers them to a model. Without `execute`: starting them is our part. */
export function offerTools(names: readonly string[]): ToolSet {
  const tools: ToolSet = {}
  for (const name of names) {
    const contract = findTool(name)
    if (contract) tools[name] = tool({ description: contract.description, inputSchema: contract.input })
  }
  return tools
}

/** What came of the calls, as the next step tells it to the model. */
export function toToolMessage(results: readonly ToolResult[]): ModelMessage {
  return {
    role: 'tool',
    content: results.map(({ toolCallId, toolName, ok, output }) => ({
      type: 'tool-result',
      toolCallId,
      toolName: toToolName(toolName),
      output: ok
        ? { type: 'json', value: capOutput(output, TOOL_TEXT_LIMIT) as JSONValue }
        : { type: 'error-text', value: String(capOutput(output, TOOL_TEXT_LIMIT)) },
    })),
  }
}

/** The model's own words with the tools named as the vendors allow. */
export function withPlainToolNames(message: ModelMessage): ModelMessage {
  if (message.role !== 'assistant' || typeof message.content === 'string') return message
  const content = message.content.map((part) =>
    part.type === 'tool-call' ? { ...part, toolName: toToolName(part.toolName) } : part,
  )
  return { ...message, content }
}
