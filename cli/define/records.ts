import type { Command } from 'commander'
import type { Launch } from '../context.ts'
import { addCommand } from './command.ts'

interface Flags {
  json?: boolean
}

/** Adds `backup`, `restore`, `doctor` and `uninstall`. */
export function defineRecords(program: Command, { connected, local }: Launch): void {
  addCommand(program, 'backup', 'make a verified backup of the records now')
    .option('--out <file>', 'put a copy there')
    .option('--list', 'show the backups that there are')
    .action(async (flags: Flags & { out?: string; list?: boolean }) => {
      const { backup, listBackups } = await import('../records/backup.ts')
      return flags.list === true
        ? local(flags, listBackups)
        : connected(flags, (context) => backup(context, { out: flags.out }))
    })
  addCommand(
    program,
    'restore <backup>',
    'put a backup (a name or a file) in the place of the records; the gateway must be stopped',
  ).action((source: string, flags: Flags) =>
    local(flags, async (context) => (await import('../records/restore.ts')).restore(context, source)),
  )
  addCommand(program, 'doctor', 'look for what is wrong, and name the command that mends it')
    .option(
      '--fix',
      'mend what can be mended without a decision of yours: modes, missing folders, stale records',
    )
    .option('--security', 'how safe this installation is set up; exit code 1 where there is something to do')
    .option('--online', 'also ask the main model for a few words')
    .action((flags: Flags & { fix?: boolean; security?: boolean; online?: boolean }) =>
      local(flags, async (context) =>
        (await import('../doctor/doctor.ts')).doctor(context, {
          fix: flags.fix === true,
          security: flags.security === true,
          online: flags.online === true,
        }),
      ),
    )
  addCommand(program, 'uninstall', 'remove the service, the records and the settings; the workspace stays')
    .option('--workspace', 'remove the workspace too')
    .option('--yes', 'without asking')
    .action((flags: Flags & { workspace?: boolean; yes?: boolean }) =>
      local(flags, async (context) =>
        (await import('../commands/uninstall.ts')).uninstall(context, {
          workspace: flags.workspace === true,
          yes: flags.yes === true,
        }),
      ),
    )
}
