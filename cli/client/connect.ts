import type { CommandContext, LocalContext } from '../context.ts'
import { findGateway } from '../home.ts'
import { connectGateway } from './client.ts'

/** Connects to the gateway of this home, runs, and always hangs up. */
export async function connectHome<Result>(
  context: LocalContext,
  run: (context: CommandContext) => Promise<Result>,
): Promise<Result> {
  const address = findGateway(context.environment)
  const client = connectGateway(address)
  try {
    return await run({ ...context, client, address })
  } finally {
    client.close()
  }
}
