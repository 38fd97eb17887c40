import { chmodSync, constants, copyFileSync, existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { CliError } from '../cli-error.ts'
import type { CommandContext } from '../context.ts'
import { printTable } from '../table.ts'
import { formatBytes, formatTime, printJson } from '../terminal.ts'

/** `openclaw backup [--out file] [--list]`: a verified copy now, or what there is. */
export async function backup(
  context: CommandContext,
  options: { out: string | undefined; list: boolean },
): Promise<void> {
  if (options.list) return list(context)
  const { client, terminal, address, json } = context
  const target = options.out === undefined ? undefined : resolve(options.out)
  if (target !== undefined && existsSync(target)) throw new CliError(`${target} exists; name a new file.`)
  const made = await client.request('backups.create', undefined)
  const file = join(address.state, 'backups', made.name)
  if (target !== undefined) {
    copyFileSync(file, target, constants.COPYFILE_EXCL)
    chmodSync(target, 0o600)
  }
  if (json) return printJson(terminal, { ...made, file: target ?? file })
  terminal.out.write(`${target ?? file}\n`)
  terminal.notes.write(
    `${formatBytes(made.bytes)}, checked. Restore it with: openclaw restore ${target ?? made.name}\n`,
  )
}

async function list({ client, terminal, json }: CommandContext): Promise<void> {
  const { backups } = await client.request('backups.list', undefined)
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
