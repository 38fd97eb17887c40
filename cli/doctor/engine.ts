import { spawnSync } from 'node:child_process'
import { sandboxState } from '#protocol/sandbox/sandbox.ts'
import { findProgram } from '../installation.ts'

/** How the container engine is, with or without a gateway; undefined where nobody could look. */
export type EngineFacts = ReturnType<typeof askEngine>

export function askEngine({
  socket,
  runtime,
}: {
  socket?: string | undefined
  runtime?: string | undefined
}) {
  const program = findProgram('sandbox', 'agent/sandbox/main.ts')
  const settings = Object.entries({ socket, runtime }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${value}`],
  )
  const { stdout } = spawnSync(process.execPath, [program, 'status', ...settings], { encoding: 'utf8' })
  try {
    return sandboxState.parse(JSON.parse(stdout))
  } catch {
    return undefined
  }
}
