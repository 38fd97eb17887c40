import { createHash } from 'node:crypto'
import { AppError } from '#protocol/errors.ts'
import type { SandboxBox, SandboxPlan } from '#protocol/sandbox/sandbox.ts'
import { type Box, openBox } from './box.ts'
import type { Disk } from './disk/disk.ts'
import { megabytes, startDiskWatch } from './disk/watch.ts'
import { ignoreGone, removeVolume } from './engine/leftovers.ts'
import { createUsage, NO_USAGE } from './engine/usage.ts'
import { createMaker, type MakerDeps } from './maker.ts'
import { createSpare } from './spare.ts'

/** Commits which volume a box has; answers with the one that counts. */
export type Bind = (key: string, volume: string) => Promise<string>

/** The boxes of this agent, one for each key. */
export interface Boxes {
  /** A box that works, whatever that takes. Throws `sandbox_unavailable`. */
  get(plan: SandboxPlan, bind: Bind): Promise<Box>
  list(): Promise<SandboxBox[]>
  /** Removes the container of this key, or all; volumes that are named go too. */
  recreate(key: string | null, volumes: readonly string[]): Promise<number>
  /** Sees to it that a container waits for the next conversation. */
  warm(): Promise<void>
  /** The settings are others now: what waits was made by the old ones. */
  refresh(): Promise<void>
  close(): Promise<void>
}

interface Entry {
  readonly plan: SandboxPlan
  readonly opening: Promise<Box>
  box: Box | undefined
  usedAt: number
}

const MB = 1024 * 1024
const TEND_MS = 60_000
const LEAVING = 'This agent is shutting down.'
const IDLE = 'The sandbox was stopped because nobody used it. It starts again with the next call.'

export function createBoxes(deps: MakerDeps & { disk: Disk }): Boxes {
  const { docker, clock, settings, disk, log } = deps
  const entries = new Map<string, Entry>()
  const volumes = new Map<string, string>()
  const usageOf = createUsage(docker, clock.now)
  const maker = createMaker(deps)
  const spare = createSpare(deps, maker)
  let closed = false
  let cancelTending = clock.after(TEND_MS, tend)

  const watch = startDiskWatch({
    disk,
    clock,
    floorBytes: () => settings().freeDiskMb * MB,
    boxes: () =>
      running().map((box) => ({
        box,
        volume: box.spec.volume,
        // The owner's own workspace has no limit but the disk.
        limitBytes: box.spec.access === 'rw' ? Number.POSITIVE_INFINITY : box.spec.limits.diskMb * MB,
        busy: () => box.client.open() > 0,
      })),
    onFull({ box }, reason) {
      log('a box was stopped', { reason })
      void maker.remove(box, `The sandbox was stopped: ${reason}.`)
    },
  })

  const running = () =>
    [...entries.values()].flatMap(({ box }) => (box && box.gone() === undefined ? [box] : []))

  const volumeOf = (plan: SandboxPlan): string | null => volumes.get(plan.key) ?? plan.volume

  async function open(plan: SandboxPlan, bind: Bind, stopped?: Box): Promise<Box> {
    checkFloor()
    if (stopped) return openBox(deps, stopped.spec, stopped.id)
    const bound = async (made: string): Promise<string> => {
      const volume = await bind(plan.key, made)
      volumes.set(plan.key, volume)
      return volume
    }
    const name = createHash('sha256').update(plan.key).digest('hex').slice(0, 16)
    const ready = volumeOf(plan) === null ? await spare.take(plan, bound) : undefined
    if (ready) {
      await maker.freeName(maker.nameOf(name))
      await docker.getContainer(ready.id).rename({ name: maker.nameOf(name) })
      return ready
    }
    let volume = volumeOf(plan)
    if (volume === null) {
      const made = await maker.createVolume()
      volume = await bound(made)
      if (volume !== made) await docker.getVolume(made).remove().catch(ignoreGone)
    } else {
      await maker.createVolume(volume)
      await checkRoom(plan, volume)
      volumes.set(plan.key, volume)
    }
    const spec = await maker.specOf(plan, volume, name)
    await maker.freeName(spec.name)
    return openBox(deps, spec)
  }

  function checkFloor(): void {
    const free = disk.free()
    if (free === undefined || free >= settings().freeDiskMb * MB) return
    throw unavailable(
      `The disk of this machine is nearly full (${megabytes(free)} MB free), so no sandbox starts.`,
    )
  }

  async function checkRoom(plan: SandboxPlan, volume: string): Promise<void> {
    if (plan.workspaceAccess === 'rw') return
    const bytes = await disk.measure(volume)
    if (bytes === undefined || bytes <= plan.limits.diskMb * MB) return
    throw unavailable(
      `The files of this conversation's sandbox take more than the ${plan.limits.diskMb} MB they may, so it does not start. The owner can empty it: openclaw sandbox recreate --files.`,
    )
  }

  function begin(plan: SandboxPlan, bind: Bind, stopped?: Box): Entry {
    const entry: Entry = {
      plan,
      opening: open(plan, bind, stopped),
      box: undefined,
      usedAt: clock.now(),
    }
    entries.set(plan.key, entry)
    entry.opening.then(
      (box) => {
        entry.box = box
        spare.prepare()
      },
      () => entries.get(plan.key) === entry && entries.delete(plan.key),
    )
    return entry
  }

  async function drop(entry: Entry, reason: string): Promise<void> {
    if (entries.get(entry.plan.key) === entry) entries.delete(entry.plan.key)
    const box = await entry.opening.catch(() => undefined)
    if (box) await maker.remove(box, reason)
  }

  function tend(): void {
    cancelTending = clock.after(TEND_MS, tend)
    spare.renew()
    const now = clock.now()
    for (const entry of entries.values()) {
      const { box } = entry
      if (!box || box.client.open() > 0) continue
      const idle = now - entry.usedAt
      if (idle >= settings().keepMs) void drop(entry, IDLE)
      else if (idle >= settings().idleMs && box.gone() === undefined) {
        box.stop(IDLE).catch((error: unknown) => log('a box could not be stopped', { error: String(error) }))
      }
    }
  }

  async function get(plan: SandboxPlan, bind: Bind): Promise<Box> {
    if (closed) throw unavailable(LEAVING)
    const known = entries.get(plan.key)
    if (known && shapeOf(known.plan) !== shapeOf(plan)) {
      await drop(known, 'The settings of the sandbox were changed. It starts anew with the next call.')
      return get(plan, bind)
    }
    const entry = known ?? begin(plan, bind)
    entry.usedAt = clock.now()
    const box = await entry.opening
    if (box.gone() === undefined) return box
    if (entries.get(plan.key) === entry) begin(plan, bind, box.gone() === IDLE ? box : undefined)
    return get(plan, bind)
  }

  return {
    get,
    async list() {
      return Promise.all(
        [...entries.values()].map(async ({ plan, box, usedAt }): Promise<SandboxBox> => {
          const isRunning = box !== undefined && box.gone() === undefined
          const use = isRunning ? await usageOf(box.id) : NO_USAGE
          return {
            key: plan.key,
            container: box?.id.slice(0, 12) ?? '',
            volume: volumeOf(plan) ?? '',
            state: box === undefined ? 'starting' : isRunning ? 'running' : 'stopped',
            usedAt,
            ...use,
            diskBytes: (box && (await disk.measure(box.spec.volume))) ?? null,
          }
        }),
      )
    },
    async recreate(key, named) {
      const chosen = [...entries.values()].filter((entry) => key === null || entry.plan.key === key)
      await Promise.all(chosen.map((entry) => drop(entry, 'The sandbox was made anew by the owner.')))
      for (const volume of named) {
        await removeVolume(docker, volume)
        for (const [owner, name] of volumes) if (name === volume) volumes.delete(owner)
      }
      return chosen.length
    },
    async warm() {
      spare.prepare()
      await spare.ready()
    },
    refresh: spare.replace,
    async close() {
      closed = true
      cancelTending()
      watch.stop()
      await Promise.all([...[...entries.values()].map((entry) => drop(entry, LEAVING)), spare.close(LEAVING)])
      await spare.sweep()
    },
  }
}

const shapeOf = ({ workspaceAccess, limits }: SandboxPlan) => JSON.stringify([workspaceAccess, limits])

const unavailable = (message: string) => new AppError('sandbox_unavailable', message)
