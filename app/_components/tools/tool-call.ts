import { type ToolPart, toolNameOf } from '#protocol/chat/tool-part.ts'
import type { ChatMessage } from '#protocol/messages.ts'

export type ToolState =
  | 'preparing'
  | 'running'
  | 'waiting'
  | 'done'
  | 'denied'
  | 'failed'
  | 'stopped'
  | 'uncertain'

/** A tool call as its card shows it. */
export interface ToolCall {
  readonly id: string
  readonly name: string
  readonly state: ToolState
  readonly input: unknown
  readonly output: unknown
  readonly errorText: string | undefined
  readonly live: { stdout: string; stderr: string } | undefined
  readonly durationMs: number | undefined
}

/** How calls read that never finished: the reasons that `closeMessage` leaves, or sentences of the other side. */
export const CUT_SHORT = /^stopped$|^Stopped before/
export const UNKNOWN_END = /^(failed|interrupted)$|^The run ended before/
/** How the agent words a call that was not allowed: this, and the reason. */
const DENIED = /^Denied: |^denied$/

export function readToolCall(part: ToolPart, message: ChatMessage, isWaiting: boolean): ToolCall {
  const live = message.parts.find(
    (other) => other.type === 'data-tool-output' && other.data.toolCallId === part.toolCallId,
  )
  return {
    id: part.toolCallId,
    name: toolNameOf(part),
    state: isWaiting ? 'waiting' : toolState(part),
    input: part.input,
    output: part.state === 'output-available' ? part.output : undefined,
    errorText: part.state === 'output-error' ? part.errorText.replace(/^Denied: /, '') : undefined,
    live: live?.type === 'data-tool-output' ? live.data : undefined,
    durationMs: message.metadata?.toolDurations?.[part.toolCallId],
  }
}

function toolState(part: ToolPart): ToolState {
  switch (part.state) {
    case 'input-streaming':
      return 'preparing'
    case 'output-available':
      return hasFailed(part.output) ? 'failed' : 'done'
    case 'output-error':
      if (UNKNOWN_END.test(part.errorText)) return 'uncertain'
      if (CUT_SHORT.test(part.errorText)) return 'stopped'
      return DENIED.test(part.errorText) ? 'denied' : 'failed'
    case 'output-denied':
      return 'denied'
    default:
      return 'running'
  }
}

/** A command that ran and said no is a failure to whoever looks at it. */
function hasFailed(output: unknown): boolean {
  if (typeof output !== 'object' || output === null || !('exitCode' in output)) return false
  return output.exitCode !== 0
}

/** `340 ms`, `1.2 s`, `2 min 5 s`; units need no translation. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.max(1, Math.round(milliseconds))} ms`
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`
  const seconds = Math.round(milliseconds / 1000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** The command as one line to read, quoted where words would run together. Never run from here. */
export function commandLine(argv: readonly string[]): string {
  return argv.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word))).join(' ')
}
