import type { LocalContext } from '../context.ts'
import { findHome } from '../home.ts'
import { buildNewest } from './build.ts'
import { endProcess, findGatewayProcess } from './process.ts'
import { startGateway } from './start.ts'

/** `openclaw gateway restart`: builds first, so that a build that fails leaves the gateway running; then stops and starts. */
export async function restartGateway(context: LocalContext): Promise<void> {
  buildNewest()
  const running = findGatewayProcess(findHome(context.environment))
  if (running) await endProcess(running.pid)
  await startGateway(context)
}
