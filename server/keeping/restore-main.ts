import { toAppError } from '#protocol/errors.ts'
import { createEnv } from '../env.ts'
import { prepareHome } from '../home.ts'
import { holdGatewayLock } from '../lock.ts'
import { restoreBackup } from './restore.ts'

/** `restore.js <backup>`: prints one line of JSON. A program of its own, since the gateway must not run. */
async function main(source: string | undefined): Promise<void> {
  try {
    if (source === undefined) throw new Error('Name a backup.')
    const home = prepareHome(createEnv().home)
    const lock = holdGatewayLock(home)
    try {
      process.stdout.write(`${JSON.stringify(await restoreBackup(home, source, Date.now()))}\n`)
    } finally {
      lock.release()
    }
  } catch (cause) {
    const { code, message } = toAppError(cause)
    process.stdout.write(`${JSON.stringify({ error: { code, message } })}\n`)
    process.exitCode = 1
  }
}

await main(process.argv[2])
