import type { ToolRunner } from './tool-calls.ts'

/** For the tool host: every background command of a conversation. */
const EVERY_PROCESS = { action: 'kill', processId: 'all' }

/** A runner that says for which conversation it runs: background commands belong to one. */
export function inSession(
  runner: ToolRunner,
  sessionId: string,
): ToolRunner & { endBackground(): Promise<unknown> } {
  const run: ToolRunner['run'] = (name, input, options) => runner.run(name, input, { ...options, sessionId })
  return { run, endBackground: () => run('process', EVERY_PROCESS, { signal: new AbortController().signal }) }
}
