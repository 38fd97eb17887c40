import { describeInput } from '#protocol/access/describe-call.ts'
import type { ChatChunk } from '#protocol/messages.ts'
import type { SessionEvent } from '#protocol/run-events.ts'
import { paint, printable, type Terminal } from '../terminal.ts'

export interface Transcript {
  show(event: SessionEvent): void
  /** A line about the answer. Waits for the end of the paragraph that is being written. */
  note(text: string): void
  /** Ends the open line and writes the notes that wait. */
  flush(): void
  /** Keeps everything back, after the open line, until `release`: a question is on the screen. */
  hold(): void
  release(): void
}

/** An answer as it comes: its text on `out`, its tools as short lines on `notes`. */
export function createTranscript(terminal: Terminal): Transcript {
  const { out, notes } = terminal
  const names = new Map<string, string>()
  const begun = new Map<string, number>()
  const waiting: string[] = []
  const held: SessionEvent[] = []
  let holding = false
  let lineOpen = false
  let starts = 0

  const write = (text: string): void => {
    if (text === '') return
    out.write(text)
    lineOpen = !text.endsWith('\n')
  }
  const flush = (): void => {
    if (lineOpen) out.write('\n')
    lineOpen = false
    for (const text of waiting.splice(0)) notes.write(`${paint(notes, 'dim', text)}\n`)
  }
  const note = (text: string): void => {
    waiting.push(text)
    if (!lineOpen) flush()
  }
  const endTool = (toolCallId: string, mark: string, reason = ''): void => {
    const took = Date.now() - (begun.get(toolCallId) ?? Date.now())
    note(
      `  ${mark} ${names.get(toolCallId) ?? 'tool'}${reason && `: ${printable(reason)}`} (${formatTime(took)})`,
    )
  }

  const showChunk = (chunk: ChatChunk): void => {
    switch (chunk.type) {
      case 'text-delta':
        write(printable(chunk.delta))
        break
      case 'text-end':
        flush()
        break
      case 'reset-step':
        flush()
        note('The model broke off; what it said last is withdrawn.')
        break
      case 'tool-input-available':
        names.set(chunk.toolCallId, chunk.toolName)
        begun.set(chunk.toolCallId, Date.now())
        note(`  → ${describeInput(chunk.toolName, chunk.input)}`)
        break
      case 'tool-input-error':
        note(`  ✗ ${chunk.toolName}: ${printable(chunk.errorText)}`)
        break
      case 'tool-output-available':
        endTool(chunk.toolCallId, '✓')
        break
      case 'tool-output-error':
        endTool(chunk.toolCallId, '✗', chunk.errorText)
        break
      default:
        break
    }
  }

  const show = (event: SessionEvent): void => {
    if (holding) {
      held.push(event)
      return
    }
    if (event.type === 'chunk') showChunk(event.chunk)
    if (event.type === 'run-start' && starts++ > 0) {
      note('The agent process was lost; the answer starts again.')
    }
  }

  return {
    show,
    note,
    flush,
    hold() {
      flush()
      holding = true
    },
    release() {
      holding = false
      for (const event of held.splice(0)) show(event)
    },
  }
}

const formatTime = (ms: number): string => (ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`)
