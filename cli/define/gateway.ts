import type { Command } from 'commander'
import type { Launch } from '../context.ts'
import { addCommand, addGroup, countUpTo } from './command.ts'

interface Flags {
  json?: boolean
}

/** Adds `gateway start|stop|restart|status|logs|install|uninstall`, and `logs`. */
export function defineGateway(program: Command, { local }: Launch): void {
  const gateway = addGroup(program, 'gateway', 'start and stop the gateway, and look after its process')

  addCommand(gateway, 'start', 'start it in the background and print a one-time link').action(
    (flags: Flags) =>
      local(flags, async (context) => (await import('../gateway/start.ts')).startGateway(context)),
  )
  addCommand(gateway, 'stop', 'stop it, and wait until it has').action((flags: Flags) =>
    local(flags, async (context) => (await import('../gateway/stop.ts')).stopGateway(context)),
  )
  addCommand(gateway, 'restart', 'stop it and start the newest build; what it was answering goes on').action(
    (flags: Flags) =>
      local(flags, async (context) => (await import('../gateway/restart.ts')).restartGateway(context)),
  )
  addCommand(gateway, 'status', 'whether it runs; exit code 2 where it does not').action((flags: Flags) =>
    local(flags, async (context) => (await import('../gateway/status.ts')).showGateway(context)),
  )
  // Under the name that comes to mind first, too.
  for (const group of [gateway, program]) {
    addCommand(group, 'logs', 'the end of the log of the gateway')
      .option('-n, --lines <count>', 'how many lines', countUpTo(10_000), 50)
      .option('-f, --follow', 'and what comes after, until Ctrl-C')
      .action((flags: Flags & { lines: number; follow?: boolean }) =>
        local(flags, async (context) =>
          (await import('../gateway/logs.ts')).showLogs(context, {
            lines: flags.lines,
            follow: flags.follow === true,
          }),
        ),
      )
  }
  addCommand(gateway, 'install', 'make it a systemd service of yours that starts at login').action(
    (flags: Flags) =>
      local(flags, async (context) => (await import('../gateway/install.ts')).installService(context)),
  )
  addCommand(gateway, 'uninstall', 'remove that service; your data stays').action((flags: Flags) =>
    local(flags, async (context) => (await import('../gateway/install.ts')).uninstallService(context)),
  )
}
