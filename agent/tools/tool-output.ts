import type { ChatChunk } from '#protocol/messages.ts'

const INTERVAL_MS = 100
const TAIL_LIMIT = 16_384

/** Shows a running command's output as it comes: at most ten times a second, the last 16 KB of each stream. */
export function createToolOutput(
  toolCallId: string,
  emit: (chunk: ChatChunk) => void,
): { add: (stdout: string, stderr: string) => void; stop: () => void } {
  let latest: { stdout: string; stderr: string } | undefined
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  function show(): void {
    timer = undefined
    if (!latest || stopped) return
    emit({ type: 'data-tool-output', data: { toolCallId, ...latest } })
    latest = undefined
    timer = setTimeout(show, INTERVAL_MS)
  }

  return {
    add(stdout, stderr) {
      latest = { stdout: stdout.slice(-TAIL_LIMIT), stderr: stderr.slice(-TAIL_LIMIT) }
      timer ??= setTimeout(show, 0)
    },
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
