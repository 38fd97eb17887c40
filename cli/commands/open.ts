import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CommandContext } from '../context.ts'
import { paint, printJson } from '../terminal.ts'

/** `openclaw open`: a fresh one-time link, opened where there is a browser, printed always. */
export async function open(context: CommandContext, options: { browser: boolean }): Promise<void> {
  const { client, terminal, json } = context
  const link = await client.request('login.createLink', undefined)
  if (json) return printJson(terminal, link)
  terminal.out.write(`${link.url}\n`)
  const minutes = Math.round((link.expiresAt - Date.now()) / 60_000)
  terminal.notes.write(`${paint(terminal.notes, 'dim', `Works once, for ${minutes} minutes.`)}\n`)
  if (options.browser && terminal.interactive) openBrowser(link.url, context)
}

/**
 * The link goes to the browser through a private file: other users of the machine can read the command
 * line of every process.
 */
function openBrowser(url: string, { address, environment }: CommandContext): void {
  const opener = findOpener(environment)
  if (!opener) return
  const page = join(address.state, 'open.html')
  writeFileSync(
    page,
    `<!doctype html><meta http-equiv="refresh" content="0;url=${url}"><title>OpenClaw</title>\n`,
    {
      mode: 0o600,
    },
  )
  const [command, ...args] = opener
  const child = spawn(command, [...args, page], { detached: true, stdio: 'ignore' })
  child.on('error', () => undefined) // the link is on the screen
  child.unref()
}

function findOpener(environment: CommandContext['environment']): [string, ...string[]] | undefined {
  if (process.platform === 'darwin') return ['open']
  if (process.platform === 'win32') return ['cmd', '/c', 'start', '']
  return environment.DISPLAY || environment.WAYLAND_DISPLAY ? ['xdg-open'] : undefined
}
