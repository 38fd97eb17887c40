import { randomBytes } from 'node:crypto'
import type { SandboxPlan } from '#protocol/sandbox/sandbox.ts'
import { type Box, openBox } from './box.ts'
import { ignoreGone } from './engine/leftovers.ts'
import type { Maker, MakerDeps } from './maker.ts'

/** The box that waits for the next conversation whose files are not anywhere yet. */
export interface Spare {
  /** Begins to make one, where the settings want one and none is there. */
  prepare(): void
  /** Waits for the one that is being made; throws where it could not be. */
  ready(): Promise<void>
  /** Gives it away, and its volume with it; undefined where none fits. `bind` answers with the volume that counts. */
  take(plan: SandboxPlan, bind: (volume: string) => Promise<string>): Promise<Box | undefined>
  /** One that has ended, as with its engine, is of no use to anybody: it is removed, and another one made. */
  renew(): void
  /** Another one takes its place: it was made by settings that are others now. */
  replace(): Promise<void>
  /** Removes what is of no more use; an engine that is not there does so when it is back. */
  sweep(): Promise<void>
  close(reason: string): Promise<void>
}

export function createSpare(deps: MakerDeps, maker: Maker): Spare {
  const { docker, settings, log } = deps
  let spare: Promise<Box> | undefined
  /** The last look at whether it is still of use; who closes waits for it. */
  let renewed = Promise.resolve()
  /** Waiting boxes of no more use, by the names of their containers, with their volumes. */
  const useless = new Map<string, string>()
  let closed = false

  async function open(): Promise<Box> {
    await sweep()
    const volume = await maker.createVolume()
    const plan: SandboxPlan = { key: '', volume, workspaceAccess: 'none', limits: settings().limits }
    const spec = await maker.specOf(plan, volume, `spare-${randomBytes(4).toString('hex')}`)
    try {
      return await openBox(deps, spec)
    } catch (error) {
      useless.set(spec.name, volume)
      await sweep()
      throw error
    }
  }

  function prepare(): void {
    if (closed || !settings().spare || spare) return
    spare = open()
    spare.catch((error: unknown) => {
      spare = undefined
      log('no spare box could be made', { error: String(error) })
    })
  }

  /** With its files, of which there are none yet. */
  async function discard(box: Box, reason: string): Promise<void> {
    useless.set(box.spec.name, box.spec.volume)
    await maker.remove(box, reason)
    await sweep()
  }

  async function sweep(): Promise<void> {
    for (const [name, volume] of useless) {
      try {
        await maker.freeName(name)
        await docker.getVolume(volume).remove().catch(ignoreGone)
        useless.delete(name)
      } catch (error) {
        log('a box could not be removed', { error: String(error) })
      }
    }
  }

  async function renew(): Promise<void> {
    const old = spare
    const box = await old?.catch(() => undefined)
    const reason = box?.gone()
    if (!box || reason === undefined || spare !== old) return
    spare = undefined
    await discard(box, reason)
    if (useless.size === 0) prepare()
  }

  return {
    prepare,
    sweep,
    async ready() {
      await spare
    },
    async take(plan, bind) {
      if (plan.workspaceAccess !== 'none' || !isSame(plan.limits, settings().limits)) return undefined
      const waiting = spare
      spare = undefined
      const box = await waiting?.catch(() => undefined)
      if (!box) return undefined
      const unfit = box.gone() ?? (isSame(box.spec.limits, plan.limits) ? undefined : OTHER_SETTINGS)
      if (unfit === undefined && (await bind(box.spec.volume)) === box.spec.volume) return box
      await discard(box, unfit ?? 'Another box has the files.')
      return undefined
    },
    renew() {
      renewed = renewed.then(renew)
    },
    async replace() {
      const old = spare
      spare = undefined
      const box = await old?.catch(() => undefined)
      if (box) await discard(box, OTHER_SETTINGS)
      prepare()
    },
    async close(reason) {
      closed = true
      await renewed
      const box = await spare?.catch(() => undefined)
      if (box) await discard(box, reason)
    },
  }
}

const OTHER_SETTINGS = 'Its settings were changed.'

const isSame = (one: object, other: object): boolean => JSON.stringify(one) === JSON.stringify(other)
