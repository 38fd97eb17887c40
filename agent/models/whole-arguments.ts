import { findTool } from '#protocol/tools.ts'

/** The object that a text of JSON is, or undefined. */
export function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Whether a call that is still open may start: its tool changes nothing, and its arguments are whole and valid. */
export function mayStartEarly(call: { toolName: string; text: string }, offered: readonly string[]): boolean {
  if (!offered.includes(call.toolName)) return false
  const contract = findTool(call.toolName)
  if (contract?.effect !== 'read') return false
  const input = parseObject(call.text)
  return input !== undefined && contract.input.safeParse(input).success
}
