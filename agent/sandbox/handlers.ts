import { AppError } from '#protocol/errors.ts'
import type { MethodHandlers } from '#protocol/rpc-peer.ts'
import type { SandboxSettings, sandboxAgentMethods } from '#protocol/sandbox/sandbox.ts'
import type { ToolRunner } from '../tools/tool-calls.ts'
import type { Sandbox } from './sandbox.ts'

const MISSING = 'The sandbox is turned off. Where it was turned on just now, try again in a moment.'

/** What the gateway may ask of the sandbox; `find` gives the one that is in force, `begin` makes one. */
export function sandboxHandlers({
  find,
  begin,
}: {
  find: () => Sandbox | undefined
  begin: (settings: SandboxSettings) => void
}): MethodHandlers<typeof sandboxAgentMethods> {
  function get(): Sandbox {
    const sandbox = find()
    if (!sandbox) throw new AppError('sandbox_unavailable', MISSING)
    return sandbox
  }
  return {
    'sandbox.configure': async ({ settings }) => {
      const sandbox = find()
      if (sandbox) await sandbox.adopt(settings)
      else begin(settings)
      return {}
    },
    'sandbox.list': async () => ({ boxes: (await find()?.list()) ?? [] }),
    'sandbox.recreate': async ({ key, files }) => ({ removed: await get().recreate(key, files) }),
    'sandbox.build': async () => ({ image: await get().build() }),
    'sandbox.check': async () => {
      const { state, problem, fix, engine, image } = await get().check()
      return { state, problem, fix, engine, image }
    },
    'sandbox.put': async ({ plan, path, content }) => {
      const bytes = Buffer.from(content, 'base64')
      return { bytes: bytes.length, volume: await get().put(plan, path, bytes) }
    },
    'sandbox.get': async ({ plan, path, limit }) => {
      const { content, volume } = await get().get(plan, path, limit)
      return { content: content.toString('base64'), volume }
    },
  }
}

/** The tools of a run that belongs in a box, where there is none to be had: they say so, and nothing else. */
export const noRunner: ToolRunner = { run: async () => ({ ok: false, error: MISSING }) }
