import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { CliError } from '../cli-error.ts'
import { connectHome } from '../client/connect.ts'
import type { CommandContext, LocalContext } from '../context.ts'
import { inspect } from '../doctor/inspection.ts'
import { printTable } from '../table.ts'
import { formatBytes, formatTime, printJson } from '../terminal.ts'
import { copyToNewFile } from './new-file.ts'

/** `openclaw backup [--out file]`: a verified copy now. */
export async function backup(context: CommandContext, options: { out: string | undefined }): Promise<void> {
  const { client, terminal, address, json } = context
  const target = options.out === undefined ? undefined : resolve(options.out)
  if (target !== undefined && existsSync(target)) throw new CliError(`${target} exists; name a new file.`)
  if (target !== undefined && !existsSync(dirname(target))) {
    throw new CliError(`There is no folder ${dirname(target)}; make it first, or name another place.`)
  }
  const made = await client.request('backups.create', undefined)
  const file = join(address.state, 'backups', made.name)
  if (target !== undefined) copyToNewFile(file, target)
  if (json) return printJson(terminal, { ...made, file: target ?? file })
  terminal.out.write(`${target ?? file}\n`)
  terminal.notes.write(
    `${formatBytes(made.bytes)}, checked. Restore it with: openclaw restore ${target ?? made.name}\n`,
  )
}

interface Backup {
  readonly name: string
  readonly createdAt: number
  readonly bytes: number
  readonly verified: boolean
}

/** `openclaw backup --list`: what there is, also where no gateway can run because the records are damaged. */
export async function listBackups(context: LocalContext): Promise<void> {
  const { terminal, json } = context
  const backups = await readBackups(context)
  if (json) return printJson(terminal, backups)
  printTable(terminal.out, ['name', 'made', 'size', 'checked'], {
    rows: backups.map(({ name, createdAt, bytes, verified }) => [
      name,
      formatTime(createdAt),
      formatBytes(bytes),
      verified ? 'yes' : 'no',
    ]),
    none: 'There is no backup yet. Make one with: openclaw backup',
  })
}

async function readBackups(context: LocalContext): Promise<readonly Backup[]> {
  try {
    return await connectHome(context, async ({ client }) => {
      return (await client.request('backups.list', undefined)).backups
    })
  } catch (error) {
    if (!(error instanceof CliError) || error.reason !== 'not-running') throw error
    const found = inspect(context.environment)
    if (typeof found === 'string') throw new CliError(found, { cause: error })
    return found.backups
  }
}
