import type Dockerode from 'dockerode'
import { AppError } from '#protocol/errors.ts'
import type { Clock } from '../clock.ts'
import { type BoxClient, createBoxClient } from './line/client.ts'
import { createBoxLine } from './line/line.ts'
import { type BoxSpec, containerOptions } from './spec.ts'
import { checkOptions, checkRunning } from './verify.ts'

/** One container that was verified and answers. */
export interface Box {
  readonly id: string
  readonly spec: BoxSpec
  readonly client: BoxClient
  /** Set once it is gone: why. */
  gone(): string | undefined
  /** Stops it; its files stay. Open calls fail with the reason. Idempotent. */
  stop(reason: string): Promise<void>
  remove(reason: string): Promise<void>
  /** Gives up the line to it, as the end of this process would. */
  hangUp(): void
}

export interface BoxDeps {
  readonly docker: Dockerode
  readonly clock: Clock
  readonly log: (message: string, fields: Record<string, unknown>) => void
  /** Other makers of arguments and other checks: only tests have a reason for them. */
  readonly options?: typeof containerOptions
  readonly verify?: { checkOptions: typeof checkOptions; checkRunning: typeof checkRunning }
}

/** From start to `ready`. */
const START_LIMIT_MS = 20_000
/** Any single answer of the engine. */
const ENGINE_LIMIT_MS = 20_000

/**
 * Makes a container, or starts the stopped one that is given, and resolves when its tool host answers. What is not
 * exactly as asked for is removed before a word is said to it; throws `sandbox_unavailable`.
 */
export async function openBox(deps: BoxDeps, spec: BoxSpec, stopped?: string): Promise<Box> {
  const { docker, clock } = deps
  const { checkOptions: check, checkRunning: inspect } = deps.verify ?? { checkOptions, checkRunning }
  const within = <T>(work: Promise<T>): Promise<T> => inTime(clock, work, ENGINE_LIMIT_MS)

  const given = (deps.options ?? containerOptions)(spec)
  refuse(check(given, spec))
  const container =
    stopped === undefined ? await within(docker.createContainer(given)) : docker.getContainer(stopped)
  let goneBecause: string | undefined

  const kill = async (reason: string): Promise<void> => {
    end(reason)
    await within(container.remove({ force: true, v: false })).catch(ignoreMissing)
  }

  function end(reason: string): void {
    goneBecause ??= reason
    client.close(goneBecause)
    stream?.destroy()
  }

  function breakOff(reason: string): void {
    if (goneBecause !== undefined) return
    deps.log('a box was ended', { reason, stderr: line.complaint() })
    kill(`The sandbox was stopped: ${reason}. It starts anew with the next call.`).catch((error: unknown) =>
      deps.log('a box could not be removed', { error: String(error) }),
    )
  }

  let stream: (NodeJS.ReadWriteStream & { destroy(): void }) | undefined
  const client = createBoxClient({
    send: (text) => void (stream as NodeJS.WritableStream | undefined)?.write(text),
    onBroken: breakOff,
    after: clock.after,
  })
  const line = createBoxLine({ onLine: client.receive, onBroken: breakOff, now: clock.now })

  try {
    stream = (await within(
      container.attach({ stream: true, stdin: true, stdout: true, stderr: true, hijack: true }),
    )) as NonNullable<typeof stream>
    stream.on('data', line.push)
    stream.on('error', () => void end(LOST))
    stream.on('close', () => void explainEnd(container).then(end))
    await within(container.start())
    refuse(inspect(await within(container.inspect()), spec))
    await inTime(clock, client.ready, START_LIMIT_MS)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    await kill(reason).catch(() => undefined)
    throw error instanceof AppError
      ? error
      : new AppError('sandbox_unavailable', `The sandbox could not start: ${reason.slice(0, 300)}`, {
          cause: error,
        })
  }

  return {
    id: container.id,
    spec,
    client,
    gone: () => goneBecause,
    async stop(reason) {
      end(reason)
      await within(container.stop({ t: 1 })).catch(ignoreMissing)
    },
    remove: kill,
    hangUp: () => stream?.destroy(),
  }
}

const LOST = 'The sandbox stopped in the middle of the call. It starts anew with the next one.'

async function explainEnd(container: Dockerode.Container): Promise<string> {
  try {
    const { State } = await container.inspect()
    if (State.OOMKilled)
      return 'The sandbox ran out of memory and was stopped. It starts anew with the next call.'
    return LOST
  } catch {
    return 'Docker was stopped in the middle of the call. The sandbox starts anew once Docker is back.'
  }
}

function refuse(problems: readonly string[]): void {
  if (problems.length === 0) return
  throw new AppError(
    'sandbox_unavailable',
    `The sandbox was not as locked as it has to be, so it was not used (${problems.slice(0, 5).join('; ')}).`,
  )
}

/** 304 and 404: it has stopped, or is gone, already. 409: somebody else is removing it. */
function ignoreMissing(error: unknown): void {
  if (![304, 404, 409].includes(Reflect.get(Object(error), 'statusCode'))) throw error
}

async function inTime<T>(clock: Clock, work: Promise<T>, ms: number): Promise<T> {
  const late = Promise.withResolvers<never>()
  const cancel = clock.after(ms, () =>
    late.reject(new AppError('sandbox_unavailable', 'Docker does not answer. Try again in a moment.')),
  )
  work.catch(() => undefined)
  try {
    return await Promise.race([work, late.promise])
  } finally {
    cancel()
  }
}
