import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { type BoxReply, boxRequest } from '#protocol/sandbox/wire.ts'
import type { ToolHost } from '../host.ts'
import { describeProblem } from '../problems.ts'
import { createPieces } from './pieces.ts'

/** Characters of one live report of a stream; the agent takes no longer ones. */
const OUTPUT_LIMIT = 10_000
const ERROR_LIMIT = 2_000

/** Serves one agent over lines of JSON until its input ends. */
export function serveBox(options: {
  input: Readable
  send: (line: string) => void
  host: ToolHost
  workspace: string
  /** Ends whatever commands have left behind; called when the last one has ended. */
  sweep: () => void
  leave: () => void
}): void {
  const { input, host, sweep, leave } = options
  const running = new Map<number, AbortController>()
  const pieces = createPieces(options.workspace)
  let commands = 0

  const reply = (message: BoxReply) => options.send(`${JSON.stringify(message)}\n`)

  async function run(id: number, tool: string, given: unknown): Promise<void> {
    const controller = new AbortController()
    running.set(id, controller)
    commands += 1
    const result = await host.run(tool, given, {
      signal: controller.signal,
      onOutput: (stdout, stderr) =>
        reply({
          type: 'output',
          id,
          stdout: stdout.slice(-OUTPUT_LIMIT),
          stderr: stderr.slice(-OUTPUT_LIMIT),
        }),
    })
    running.delete(id)
    commands -= 1
    if (commands === 0) sweep()
    reply(
      result.ok
        ? { type: 'done', id, output: result.output }
        : { type: 'failed', id, error: result.error.slice(0, ERROR_LIMIT) },
    )
  }

  function answer(id: number, work: () => unknown): void {
    try {
      reply({ type: 'done', id, output: work() })
    } catch (error) {
      reply({ type: 'failed', id, error: describeProblem(error, 'The file').slice(0, ERROR_LIMIT) })
    }
  }

  function take(line: string): void {
    const request = boxRequest.parse(JSON.parse(line))
    switch (request.type) {
      case 'run':
        void run(request.id, request.tool, request.input)
        break
      case 'stop':
        running.get(request.id)?.abort()
        break
      case 'put':
        answer(request.id, () => pieces.put(request))
        break
      case 'get':
        answer(request.id, () => pieces.get(request))
        break
    }
  }

  createInterface({ input }).on('line', take).once('close', leave)
  reply({ type: 'ready', version: 1 })
}
