import { EXEC_TIMEOUT_DEFAULT_MS } from '#protocol/tools/commands.ts'

/** What a command may take beyond its own limit, which the tool host keeps: to end its processes and report. */
const GRACE_MS = 15_000
/** Everything else looks at files or records; one that takes longer hangs. */
const LIMIT_MS = 120_000

/** The longest that a call may run, in milliseconds; undefined where it waits for a person. */
export function findTimeLimit(call: { toolName: string; input: unknown }): number | undefined {
  if (call.toolName === 'ask') return undefined
  if (call.toolName !== 'exec') return LIMIT_MS
  const { timeoutMs } = (call.input ?? {}) as { timeoutMs?: unknown }
  return (typeof timeoutMs === 'number' ? timeoutMs : EXEC_TIMEOUT_DEFAULT_MS) + GRACE_MS
}
