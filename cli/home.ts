import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import { CliError } from './cli-error.ts'

const runRecord = z.object({ pid: z.number().int(), port: z.number().int().nullable() })

/** Where the running gateway of this home is, and the key to it. */
export interface GatewayAddress {
  readonly port: number
  readonly token: string
  readonly state: string
}

/**
 * Finds the gateway through its own record. A record whose process is gone counts as no gateway: the
 * token must not be sent to whoever took the port since.
 */
export function findGateway(environment: Record<string, string | undefined>): GatewayAddress {
  const root = environment.OPENCLAW_HOME?.replace(/^~(?=$|\/)/, homedir()) || join(homedir(), '.openclaw')
  const state = join(root, 'state')
  const record = runRecord.safeParse(readJson(join(state, 'gateway.json')))
  if (!record.success || !isAlive(record.data.pid)) throw notRunning(root)
  if (record.data.port === null) {
    throw new CliError('The gateway is still starting. Try again in a moment.', { reason: 'not-running' })
  }
  return { port: record.data.port, token: readToken(join(state, 'gateway.token')), state }
}

export function notRunning(root: string): CliError {
  return new CliError(`The gateway is not running (home ${root}). Start it with: npm start`, {
    reason: 'not-running',
  })
}

function readToken(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (cause) {
    throw new CliError(`The gateway's token ${file} can't be read. Run this as the gateway's own user.`, {
      cause,
    })
  }
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined // no gateway has run here, or it is just writing its record
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
