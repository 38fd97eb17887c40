import { createHash, randomBytes } from 'node:crypto'
import { lstatSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '#protocol/errors.ts'
import type { SandboxBox, SandboxPlan, SandboxSettings } from '#protocol/sandbox/sandbox.ts'
import { type Box, type BoxDeps, openBox } from './box.ts'
import type { Disk } from './disk/disk.ts'
import { megabytes, startDiskWatch } from './disk/watch.ts'
import { ignoreGone, LABELS, removeVolume } from './engine/leftovers.ts'
import { createUsage, NO_USAGE } from './engine/usage.ts'
import { type BoxSpec, boxUser } from './spec.ts'

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

export function createBoxes(
  deps: BoxDeps & {
    /** What is in force now. */
    settings: () => SandboxSettings
    /** The owner's workspace. */
    workspace: string
    disk: Disk
    /** Id of the image; throws where it is not there. */
    imageId: () => Promise<string>
  },
): Boxes {
  const { docker, clock, settings, disk, log } = deps
  const entries = new Map<string, Entry>()
  const volumes = new Map<string, string>()
  const usageOf = createUsage(docker, clock.now)
  let spare: Promise<Box> | undefined
  /** The last look at whether the spare box is still of use; who closes waits for it. */
  let renewed = Promise.resolve()
  /** Waiting boxes of no more use, by the names of their containers, with their volumes. */
  const useless = new Map<string, string>()
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
      void remove(box, `The sandbox was stopped: ${reason}.`)
    },
  })

  const running = () =>
    [...entries.values()].flatMap(({ box }) => (box && box.gone() === undefined ? [box] : []))

  async function specOf(plan: SandboxPlan, volume: string, name: string): Promise<BoxSpec> {
    const workspace = plan.workspaceAccess === 'none' ? '/' : realpathSync(deps.workspace)
    return {
      name: `openclaw-${settings().owner}-${name}`,
      imageId: await deps.imageId(),
      volume,
      access: plan.workspaceAccess,
      workspace,
      repository:
        plan.workspaceAccess === 'rw' &&
        lstatSync(join(workspace, '.git'), { throwIfNoEntry: false })?.isSymbolicLink() === false,
      user: boxUser(plan.workspaceAccess, statSync(workspace).uid),
      limits: plan.limits,
      runtime: settings().runtime,
      labels: labelsOf(name.startsWith('spare') ? {} : { [LABELS.key]: plan.key }),
    }
  }

  const labelsOf = (more: Record<string, string> = {}) => ({
    [LABELS.owner]: settings().owner,
    [LABELS.instance]: settings().instance,
    ...more,
  })

  async function createVolume(): Promise<string> {
    const Name = `openclaw-${settings().owner}-${randomBytes(8).toString('hex')}`
    await docker.createVolume({ Name, Labels: labelsOf() })
    return Name
  }

  async function openSpare(): Promise<Box> {
    await sweep()
    const volume = await createVolume()
    const plan: SandboxPlan = { key: '', volume, workspaceAccess: 'none', limits: settings().limits }
    const spec = await specOf(plan, volume, `spare-${randomBytes(4).toString('hex')}`)
    try {
      return await openBox(deps, spec)
    } catch (error) {
      useless.set(spec.name, volume)
      await sweep()
      throw error
    }
  }

  function prepareSpare(): void {
    if (closed || !settings().spare || spare) return
    spare = openSpare()
    spare.catch((error: unknown) => {
      spare = undefined
      log('no spare box could be made', { error: String(error) })
    })
  }

  /** The waiting box, for a conversation whose files are not anywhere yet. */
  async function takeSpare(plan: SandboxPlan, bind: Bind): Promise<Box | undefined> {
    if (plan.workspaceAccess !== 'none' || volumeOf(plan) !== null) return undefined
    if (JSON.stringify(plan.limits) !== JSON.stringify(settings().limits)) return undefined
    const waiting = spare
    spare = undefined
    const box = await waiting?.catch(() => undefined)
    if (!box) return undefined
    const gone = box.gone()
    if (gone !== undefined) {
      await discard(box, gone)
      return undefined
    }
    if (JSON.stringify(box.spec.limits) !== JSON.stringify(plan.limits)) {
      await discard(box, 'Its settings were changed.')
      return undefined
    }
    const volume = await bind(plan.key, box.spec.volume)
    volumes.set(plan.key, volume)
    if (volume === box.spec.volume) return box
    await discard(box, 'Another box has the files.')
    return undefined
  }

  const volumeOf = (plan: SandboxPlan): string | null => volumes.get(plan.key) ?? plan.volume

  async function open(plan: SandboxPlan, bind: Bind, stopped?: Box): Promise<Box> {
    checkFloor()
    if (stopped) return openBox(deps, stopped.spec, stopped.id)
    const name = createHash('sha256').update(plan.key).digest('hex').slice(0, 16)
    const ready = await takeSpare(plan, bind)
    if (ready) {
      await takeName(ready.id, `openclaw-${settings().owner}-${name}`)
      return ready
    }
    let volume = volumeOf(plan)
    if (volume === null) {
      const made = await createVolume()
      volume = await bind(plan.key, made)
      if (volume !== made) await docker.getVolume(made).remove().catch(ignoreGone)
    } else {
      await docker.createVolume({ Name: volume, Labels: labelsOf() })
      await checkRoom(plan, volume)
    }
    volumes.set(plan.key, volume)
    const spec = await specOf(plan, volume, name)
    await freeName(spec.name)
    return openBox(deps, spec)
  }

  /** One box for each key, whichever agent had the one before. */
  async function freeName(name: string): Promise<void> {
    await docker.getContainer(name).remove({ force: true }).catch(ignoreGone)
  }

  async function takeName(id: string, name: string): Promise<void> {
    await freeName(name)
    await docker.getContainer(id).rename({ name })
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
        prepareSpare()
      },
      () => entries.get(plan.key) === entry && entries.delete(plan.key),
    )
    return entry
  }

  async function remove(box: Box, reason: string): Promise<void> {
    try {
      await box.remove(reason)
    } catch (error) {
      log('a box could not be removed', { error: String(error) })
    }
  }

  /** With its files, of which there are none yet. */
  async function discard(box: Box, reason: string): Promise<void> {
    useless.set(box.spec.name, box.spec.volume)
    await remove(box, reason)
    await sweep()
  }

  /** Removes what is of no more use; an engine that is not there does so when it is back. */
  async function sweep(): Promise<void> {
    for (const [name, volume] of useless) {
      try {
        await docker.getContainer(name).remove({ force: true }).catch(ignoreGone)
        await docker.getVolume(volume).remove().catch(ignoreGone)
        useless.delete(name)
      } catch (error) {
        log('a box could not be removed', { error: String(error) })
      }
    }
  }

  async function drop(entry: Entry, reason: string): Promise<void> {
    if (entries.get(entry.plan.key) === entry) entries.delete(entry.plan.key)
    const box = await entry.opening.catch(() => undefined)
    if (box) await remove(box, reason)
  }

  /** One that has ended, as with its engine, is of no use to anybody: it is removed, and another one made. */
  async function renewSpare(): Promise<void> {
    const old = spare
    const box = await old?.catch(() => undefined)
    const reason = box?.gone()
    if (!box || reason === undefined || spare !== old) return
    spare = undefined
    await discard(box, reason)
    if (useless.size === 0) prepareSpare()
  }

  function tend(): void {
    cancelTending = clock.after(TEND_MS, tend)
    renewed = renewed.then(renewSpare)
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
      prepareSpare()
      await spare
    },
    async refresh() {
      const old = spare
      spare = undefined
      const box = await old?.catch(() => undefined)
      if (box) await discard(box, 'Its settings were changed.')
      prepareSpare()
    },
    async close() {
      closed = true
      cancelTending()
      watch.stop()
      await renewed
      const waiting = await spare?.catch(() => undefined)
      await Promise.all([
        ...[...entries.values()].map((entry) => drop(entry, LEAVING)),
        waiting && discard(waiting, LEAVING),
      ])
      await sweep()
    },
  }
}

const shapeOf = ({ workspaceAccess, limits }: SandboxPlan) => JSON.stringify([workspaceAccess, limits])

const unavailable = (message: string) => new AppError('sandbox_unavailable', message)
