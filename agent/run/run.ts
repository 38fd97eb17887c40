import type { RunStart } from '#protocol/agent-rpc.ts'
import { AppError, type ErrorShape, toAppError } from '#protocol/errors.ts'
import type { RunEndStatus } from '#protocol/run-events.ts'
import type { GatewayPeer } from '../rpc.ts'
import type { ToolRunner } from '../tools/tool-calls.ts'
import { createChunkBatch } from './chunk-batch.ts'

/** Why a run was ended from outside; it travels as the abort signal's reason. */
class RunAborted extends Error {
  readonly status: RunEndStatus
  readonly error: AppError | undefined

  constructor(status: RunEndStatus, error?: AppError) {
    super(`run ${status}`)
    this.status = status
    this.error = error
  }
}

export interface Run {
  readonly runId: string
  /** Resolves when `run.end` was sent and answered, or the line is gone. Never rejects. */
  readonly done: Promise<void>
  /** The user's stop. */
  stop(): void
  /** The process has to go: the run ends as interrupted. */
  interrupt(): void
}

/** Longest delay that a timer takes; later deadlines are looked at again by the gateway. */
const TIMER_LIMIT_MS = 2_147_483_647

/** Starts one run in the background. It ends with exactly one `run.end`, whatever happens. */
export function startRun(
  run: RunStart,
  deps: { gateway: Pick<GatewayPeer, 'request' | 'notify'>; runner: ToolRunner; now: () => number },
): Run {
  const { gateway } = deps
  const fence = { runId: run.runId, epoch: run.epoch }
  const controller = new AbortController()
  const batch = createChunkBatch((chunks) => gateway.notify('run.chunks', { ...fence, chunks }))
  let model: string | null = null

  const deadline = setTimeout(
    () =>
      controller.abort(
        new RunAborted(
          'failed',
          new AppError('run_deadline', 'The run took longer than it may. Ask for less at once.'),
        ),
      ),
    Math.min(Math.max(run.deadline - deps.now(), 0), TIMER_LIMIT_MS),
  )

  async function perform(): Promise<{ status: RunEndStatus; error?: ErrorShape; errorInChinese?: string }> {
    try {
      const { runLoop } = await import('./loop.ts')
      await runLoop({
        run,
        gateway,
        runner: deps.runner,
        emit: batch.add,
        flush: batch.flush,
        signal: controller.signal,
        onModel: (reference) => {
          model = reference
        },
      })
      return { status: 'completed' }
    } catch (cause) {
      const reason: unknown = controller.signal.aborted ? controller.signal.reason : cause
      if (reason instanceof RunAborted) {
        batch.add({ type: 'abort' })
        return { status: reason.status, ...(reason.error ? { error: reason.error.toShape() } : {}) }
      }
      const error = toAppError(reason)
      if (error.code === 'internal') logFailure(error)
      batch.add({ type: 'error', errorText: error.message })
      const { inChinese } = error
      return {
        status: 'failed',
        error: error.toShape(),
        ...(inChinese === undefined ? {} : { errorInChinese: inChinese }),
      }
    }
  }

  function logFailure(error: AppError): void {
    const cause =
      error.cause instanceof Error ? (error.cause.stack ?? error.cause.message) : String(error.cause)
    gateway.notify('log', { level: 'error', message: 'a run failed', fields: { runId: run.runId, cause } })
  }

  async function end(): Promise<void> {
    const outcome = await perform()
    clearTimeout(deadline)
    batch.flush()
    // A line that is gone has nobody to tell; the gateway knows the run as interrupted.
    await gateway.request('run.end', { ...fence, ...outcome, model }).catch(() => undefined)
  }

  return {
    runId: run.runId,
    done: end(),
    stop: () => controller.abort(new RunAborted('stopped')),
    interrupt: () =>
      controller.abort(
        new RunAborted(
          'interrupted',
          new AppError('run_interrupted', 'OpenClaw was shutting down during the run.'),
        ),
      ),
  }
}
