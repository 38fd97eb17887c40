import { randomBytes } from 'node:crypto'
import { lstatSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { SandboxPlan, SandboxSettings } from '#protocol/sandbox/sandbox.ts'
import type { Box, BoxDeps } from './box.ts'
import { ignoreGone, LABELS } from './engine/leftovers.ts'
import { type BoxSpec, boxUser } from './spec.ts'

export interface MakerDeps extends BoxDeps {
  /** What is in force now. */
  settings: () => SandboxSettings
  /** The owner's workspace. */
  workspace: string
  /** Id of the image; throws where it is not there. */
  imageId: () => Promise<string>
}

/** What containers and volumes of this gateway have in common: names, labels, and how they go. */
export interface Maker {
  nameOf(name: string): string
  /** Where the key of the plan is empty it is nobody's yet. */
  specOf(plan: SandboxPlan, volume: string, name: string): Promise<BoxSpec>
  /** Without a name, a new one. Idempotent. */
  createVolume(name?: string): Promise<string>
  /** One box for each name, whichever agent had the one before. */
  freeName(name: string): Promise<void>
  /** Never throws: what does not go is written down. */
  remove(box: Box, reason: string): Promise<void>
}

export function createMaker({ docker, settings, workspace: owned, imageId, log }: MakerDeps): Maker {
  const nameOf = (name: string) => `openclaw-${settings().owner}-${name}`
  const labelsOf = (more: Record<string, string> = {}) => ({
    [LABELS.owner]: settings().owner,
    [LABELS.instance]: settings().instance,
    ...more,
  })
  return {
    nameOf,
    async specOf(plan, volume, name) {
      const workspace = plan.workspaceAccess === 'none' ? '/' : realpathSync(owned)
      return {
        name: nameOf(name),
        imageId: await imageId(),
        volume,
        access: plan.workspaceAccess,
        workspace,
        repository:
          plan.workspaceAccess === 'rw' &&
          lstatSync(join(workspace, '.git'), { throwIfNoEntry: false })?.isSymbolicLink() === false,
        user: boxUser(plan.workspaceAccess, statSync(workspace).uid),
        limits: plan.limits,
        runtime: settings().runtime,
        labels: labelsOf(plan.key === '' ? {} : { [LABELS.key]: plan.key }),
      }
    },
    async createVolume(name = nameOf(randomBytes(8).toString('hex'))) {
      await docker.createVolume({ Name: name, Labels: labelsOf() })
      return name
    },
    async freeName(name) {
      await docker.getContainer(name).remove({ force: true }).catch(ignoreGone)
    },
    async remove(box, reason) {
      try {
        await box.remove(reason)
      } catch (error) {
        log('a box could not be removed', { error: String(error) })
      }
    },
  }
}
