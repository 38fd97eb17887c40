import { type JSONValue, type ModelMessage, type ToolResultPart, type ToolSet, tool, zodSchema } from 'ai'
import { capOutput } from '#protocol/chat/cap-output.ts'
import type { ToolContract } from '#protocol/tools/contract.ts'
import { TOOL_TEXT_LIMIT, toolContracts } from '#protocol/tools.ts'
import { toToolName } from '../context.ts'
import type { Picture } from '../tools/picture.ts'
import type { ToolResult } from '../tools/tool-calls.ts'

/** Made once: turning a contract into JSON Schema costs a good part of a millisecond each. */
const TOOLS: ToolSet = Object.fromEntries(
  Object.entries<ToolContract>(toolContracts).map(([name, { description, input }]) => [
    name,
    tool({ description, inputSchema: zodSchema(input) }),
  ]),
)

/** The tools as the SDK offers them to a model. Without `execute`: starting them is our part. */
export function offerTools(names: readonly string[]): ToolSet {
  return Object.fromEntries(Object.entries(TOOLS).filter(([name]) => names.includes(name)))
}

/** What came of the calls, as the next step tells it to the model; in words only where it is to be kept. */
export function toToolMessage(
  results: readonly ToolResult[],
  { inWords }: { inWords: boolean },
): ModelMessage {
  return {
    role: 'tool',
    content: results.map(({ toolCallId, toolName, ok, output, picture }) => ({
      type: 'tool-result',
      toolCallId,
      toolName: toToolName(toolName),
      output: ok
        ? describeOutput(capOutput(output, TOOL_TEXT_LIMIT) as JSONValue, inWords ? undefined : picture)
        : { type: 'error-text', value: String(capOutput(output, TOOL_TEXT_LIMIT)) },
    })),
  }
}

function describeOutput(value: JSONValue, picture: Picture | undefined): ToolResultPart['output'] {
  if (!picture) return { type: 'json', value }
  const { mediaType, data } = picture
  const file = { type: 'file' as const, mediaType, data: { type: 'data' as const, data } }
  return { type: 'content', value: [{ type: 'text', text: JSON.stringify(value) }, file] }
}

/** The model's own words with the tools named as the vendors allow. */
export function withPlainToolNames(message: ModelMessage): ModelMessage {
  if (message.role !== 'assistant' || typeof message.content === 'string') return message
  const content = message.content.map((part) =>
    part.type === 'tool-call' ? { ...part, toolName: toToolName(part.toolName) } : part,
  )
  return { ...message, content }
}
