import { AppError, toAppError } from '#protocol/errors.ts'
import type { SandboxPlan, SandboxSettings, SandboxState } from '#protocol/sandbox/sandbox.ts'
import type { Clock } from '../clock.ts'
import type { GatewayPeer } from '../rpc.ts'
import type { ToolRunner } from '../tools/tool-calls.ts'
import type { BoxDeps } from './box.ts'
import { type Boxes, createBoxes } from './boxes.ts'
import { type Disk, openDisk } from './disk/disk.ts'
import { megabytes } from './disk/watch.ts'
import { createEngine, type EngineReport } from './engine/engine.ts'
import { removeLeftovers } from './engine/leftovers.ts'
import { buildImage } from './image/build.ts'
import { findRoot, type ImageIdentity, identifyImage } from './image/identity.ts'
import { getFile, putFile } from './line/files.ts'

/** The engine is looked at this often (milliseconds): while all is well, and while it is not. */
const LOOK_MS = 30_000
const LOOK_AGAIN_MS = 5_000
/** An engine that is well answers in a few; nobody waits longer for one that is not. */
const FIRST_LOOK_MS = 500

export interface Sandbox {
  /** The tools of one run, in its box. Never falls back to anything else. */
  runner(plan: SandboxPlan): ToolRunner
  check(): Promise<SandboxState>
  /** Resolves when the gateway was told how the engine is, or after half a second. Never rejects. */
  readonly looked: Promise<unknown>
  /** Other settings, in force at once; the socket stays what it was. */
  adopt(settings: SandboxSettings): Promise<void>
  list: Boxes['list']
  recreate: Boxes['recreate']
  /** Returns the name of the image. */
  build(): Promise<string>
  put(plan: SandboxPlan, path: string, content: Buffer): Promise<string>
  get(plan: SandboxPlan, path: string, limit: number): Promise<{ content: Buffer; volume: string }>
  /** Removes every container of this agent. */
  close(): Promise<void>
}

/** All that this agent has to do with containers. Nothing heavy is loaded before the first box is needed. */
export function startSandbox(deps: {
  settings: SandboxSettings
  /** The owner's workspace, absolute. */
  workspace: string
  gateway: Pick<GatewayPeer, 'request' | 'notify'>
  clock: Clock
  /** Replaced by tests only: to break a lock on purpose, and to build an image of their own. */
  lock?: Pick<BoxDeps, 'options' | 'verify'>
  image?: () => ImageIdentity
}): Sandbox {
  const { gateway, clock } = deps
  const root = findRoot()
  // Once: sources may change under who runs from them, and he would ask for what he can't talk to.
  let own: ImageIdentity | undefined
  const image =
    deps.image ??
    (() => {
      own ??= identifyImage(root)
      return own
    })
  let settings = deps.settings
  const engine = createEngine({
    socket: settings.socket,
    runtime: () => settings.runtime,
    image,
    clock,
  })
  let disk: Disk | undefined
  let told = ''
  let building: Promise<string> | undefined
  let opened: Promise<Boxes> | undefined
  let isTidy = false
  let closed = false
  let cancel = () => {}

  function tell({ state, problem, fix, engine: version, image }: EngineReport): SandboxState {
    const report = building
      ? {
          state: 'building' as const,
          problem: 'The sandbox image is being built.',
          fix: null,
          engine: version,
          image,
        }
      : { state, problem, fix, engine: version, image }
    if (JSON.stringify(report) !== told) {
      told = JSON.stringify(report)
      gateway.notify('sandbox.state', report)
    }
    return report
  }

  async function check(): Promise<EngineReport> {
    cancel()
    const report = withDisk(await engine.check())
    tell(report)
    if (closed) return report
    cancel = clock.after(report.state === 'ready' ? LOOK_MS : LOOK_AGAIN_MS, () => void check())
    if (report.engine !== null) void tidy()
    return report
  }

  /** A disk that is nearly full stops boxes that work, so that none is offered. */
  function withDisk(report: EngineReport): EngineReport {
    const free = report.state === 'ready' ? disk?.free() : undefined
    if (free === undefined || free >= settings.freeDiskMb * 1024 * 1024) return report
    return {
      ...report,
      state: 'disk-full',
      problem: `The disk of this machine is nearly full (${megabytes(free)} MB free), so no sandbox starts.`,
      fix: 'Free some space, or lower agents.defaults.sandbox.freeDiskMb.',
    }
  }

  /** Once, as soon as there is an engine: what earlier agents left behind, then a box for the next guest. */
  async function tidy(): Promise<void> {
    if (isTidy || closed) return
    isTidy = true
    try {
      if (await engine.knows(settings.owner)) {
        const removed = await removeLeftovers(await engine.docker(), settings)
        if (removed > 0) log('leftovers of boxes were removed', { removed })
      }
      if (settings.spare && (await engine.check()).state === 'ready' && !closed) await (await boxes()).warm()
    } catch (error) {
      isTidy = false
      log('leftovers of boxes could not be removed yet', { error: String(error) })
    }
  }

  async function boxes(): Promise<Boxes> {
    if (closed) throw new AppError('sandbox_unavailable', 'This agent is shutting down.')
    opened ??= open()
    opened.catch(() => {
      opened = undefined
    })
    return opened
  }

  async function open(): Promise<Boxes> {
    const docker = await engine.docker()
    disk = await openDisk(docker)
    return createBoxes({
      docker,
      clock,
      settings: () => settings,
      workspace: deps.workspace,
      disk,
      log,
      async imageId() {
        const report = await engine.check()
        if (report.imageId !== null) return report.imageId
        tell(report)
        throw new AppError(
          'sandbox_unavailable',
          `${report.problem ?? 'There is no sandbox.'} ${report.fix ?? ''}`,
        )
      },
      ...deps.lock,
    })
  }

  function log(message: string, fields: Record<string, unknown>): void {
    gateway.notify('log', { level: 'warn', message, fields })
  }

  async function boxOf(plan: SandboxPlan) {
    try {
      return await (await boxes()).get(plan, async (key, volume) => {
        const bound = await gateway.request('sandbox.bind', { key, volume })
        return bound.volume
      })
    } catch (error) {
      void check()
      throw error instanceof AppError ? error : unusable(error)
    }
  }

  const looked = Promise.race([
    check(),
    new Promise((resolve) => void clock.after(FIRST_LOOK_MS, () => resolve(undefined))),
  ])

  return {
    check,
    looked,
    runner: (plan) => ({
      async run(name, input, options) {
        try {
          const box = await boxOf(plan)
          const result = await box.client.run(name, input, options)
          // Perhaps its engine went with it.
          if (box.gone() !== undefined) void check()
          return result
        } catch (error) {
          return { ok: false, error: toAppError(error).message }
        }
      },
    }),
    async adopt(next) {
      const changed = JSON.stringify([next.limits, next.runtime, next.spare])
      const isOther = changed !== JSON.stringify([settings.limits, settings.runtime, settings.spare])
      settings = next
      const { state } = await check()
      if (isOther && (opened || (settings.spare && state === 'ready'))) await (await boxes()).refresh()
    },
    list: async () => (opened ? (await opened).list() : []),
    async recreate(key, volumes) {
      if (opened || volumes.length > 0) return (await boxes()).recreate(key, volumes)
      return 0
    },
    async build() {
      building ??= engine
        .docker()
        .then((docker) =>
          buildImage(docker, {
            root,
            image: image(),
            from: 'auto',
            progress: (text) => gateway.notify('sandbox.progress', { text: text.slice(0, 500) }),
          }),
        )
        .finally(() => {
          building = undefined
          void check()
        })
      void check()
      return building
    },
    async put(plan, path, content) {
      const { client, spec } = await boxOf(plan)
      await putFile(client, path, content)
      return spec.volume
    },
    async get(plan, path, limit) {
      const { client, spec } = await boxOf(plan)
      return { content: await getFile(client, path, limit), volume: spec.volume }
    },
    async close() {
      closed = true
      cancel()
      if (opened) await (await opened).close()
    },
  }
}

const unusable = (cause: unknown) =>
  new AppError(
    'sandbox_unavailable',
    'The sandbox can not be used now: Docker does not do what it is asked for. Try again in a moment.',
    { cause },
  )
