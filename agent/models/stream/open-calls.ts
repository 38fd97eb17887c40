import type { LanguageModelV4StreamPart } from '@ai-sdk/provider'
import { findTool } from '#protocol/tools.ts'

type Start = Extract<LanguageModelV4StreamPart, { type: 'tool-input-start' }>
type Delta = Extract<LanguageModelV4StreamPart, { type: 'tool-input-delta' }>

export type PartController = TransformStreamDefaultController<LanguageModelV4StreamPart>

/** The calls of one answer whose arguments are still coming, and those that were passed on before their package did. */
export function createOpenCalls(offered: readonly string[]) {
  const open = new Map<string, { toolName: string; text: string }>()
  const passed = new Set<string>()

  return {
    begin: ({ id, toolName }: Start) => void open.set(id, { toolName, text: '' }),
    /** Takes a piece of arguments: whether its call may start by now, its tool changing nothing. */
    add({ id, delta }: Delta): boolean {
      const call = open.get(id)
      if (!call) return false
      call.text += delta
      return delta.includes('}') && offered.includes(call.toolName) && mayStartEarly(call)
    },
    pass(id: string, controller: PartController): void {
      const { toolName, text } = open.get(id) ?? { toolName: '', text: '' }
      open.delete(id)
      passed.add(id)
      controller.enqueue({ type: 'tool-input-end', id })
      const input = text.trim() === '' ? '{}' : text
      controller.enqueue({ type: 'tool-call', toolCallId: id, toolName, input })
    },
    isPassed: (id: string) => passed.has(id),
    /** Ids and arguments so far, the first one first. */
    list: () => [...open].map(([id, { text }]) => ({ id, text })),
  }
}

/** The object that a text of JSON is, or undefined. */
export function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Whether a call that is still open changes nothing, and its arguments are whole and valid. */
function mayStartEarly(call: { toolName: string; text: string }): boolean {
  const contract = findTool(call.toolName)
  if (contract?.effect !== 'read') return false
  const input = parseObject(call.text)
  return input !== undefined && contract.input.safeParse(input).success
}
