import { startRun } from '#agent/run/run.ts'
import type { ModelTarget } from '#protocol/agent-rpc.ts'
import { targetOf } from '#testing/model-vendor/target.ts'
import { delay, type Step, text, toolCall } from '#testing/model-vendor/turn.ts'
import { type ModelVendor, startModelVendor } from '#testing/model-vendor/vendor.ts'
import { startRunDesk } from '#testing/run-desk.ts'
import type { Figure } from '../figures.ts'

const APIS = ['anthropic', 'openai', 'openai-compatible', 'deepseek', 'alibaba', 'google', 'ollama'] as const

/** What the model goes on to say for a second. */
const ONWARDS: Step[] = Array.from({ length: 20 }, () => [delay(50), text('more ')]).flat()

/**
 * From the last byte of a call to the start of its tool, for every vendor over HTTP, while the stream goes on for
 * another second: a read at the end of its arguments, a write at the close signal. And from the last tool's
 * result to the next request on the wire. The agent's own part, without a gateway beside it.
 */
export async function measureToolStarts(runs: number): Promise<Figure[]> {
  globalThis.AI_SDK_LOG_WARNINGS = false
  const vendor = await startModelVendor()
  const figures: Figure[] = []
  const turnarounds: number[] = []
  for (const api of APIS) {
    for (const tool of ['read', 'write'] as const) {
      const samples: number[] = []
      for (let run = 0; run <= runs; run += 1) {
        const { started, turnaround } = await takeTurn(vendor, api, tool)
        // The first one loads the vendor's package.
        if (run === 0) continue
        samples.push(started)
        turnarounds.push(turnaround)
      }
      const name = `${api}: ${tool === 'read' ? 'a read' : 'a write'} starts after its last byte`
      figures.push({ name, unit: 'ms', goal: 15, samples })
    }
  }
  await vendor.stop()
  return [
    ...figures,
    { name: 'last tool result to next request, agent alone', unit: 'ms', goal: 10, samples: turnarounds },
  ]
}

async function takeTurn(vendor: ModelVendor, api: ModelTarget['api'], tool: 'read' | 'write') {
  const times = { closed: 0, started: 0, ended: 0, asked: 0 }
  const mark: Step = {
    type: 'wait',
    until: async () => {
      times.closed = performance.now()
    },
  }
  const call =
    tool === 'read' ? toolCall('read', { path: 'a' }) : toolCall('write', { path: 'a', content: 'b' })
  // On the wire of chat completions a call with an effect is closed by what comes after it.
  const closing = tool === 'write' ? [text('Next. ')] : []
  vendor.script(() => {
    if (vendor.requests.length % 2 === 0) {
      times.asked = performance.now()
      return [text('Done.')]
    }
    return [text('I do it. '), call, ...closing, mark, ...ONWARDS]
  })
  const before = vendor.requests.length
  if (before % 2 === 1) throw new Error('A turn was left half done.')
  const streamed = Promise.withResolvers<void>()
  const desk = startRunDesk(
    (params, gateway) =>
      startRun(params, {
        gateway,
        now: Date.now,
        runner: {
          async run() {
            times.started = performance.now()
            // Ends after the stream, so that the next request waits for nothing else.
            await streamed.promise
            times.ended = performance.now()
            return { ok: true, output: {} }
          },
        },
      }),
    { models: [targetOf(vendor, api)] },
  )
  await desk.until(() => vendor.requests.length > before)
  await vendor.requests[before]?.outcome
  setTimeout(streamed.resolve, 50)
  await desk.end()
  return { started: times.started - times.closed, turnaround: times.asked - times.ended }
}
