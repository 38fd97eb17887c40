import type { CommandContext } from '../context.ts'
import { formatTime, printJson } from '../terminal.ts'

/** `openclaw config undo`: what openclaw.json said before its last change; in force at once. */
export async function undoConfig({ client, terminal, json }: CommandContext): Promise<void> {
  const { hash, undoAt } = await client.request('config.get', {})
  const result = await client.request('config.undo', { baseHash: hash })
  if (json) return printJson(terminal, result)
  const { out, notes } = terminal
  if (result.missing.length > 0) {
    notes.write(`Secrets stood in the file only and are missing now: ${result.missing.join(', ')}\n`)
  }
  out.write(`openclaw.json is as it was${undoAt === null ? '' : ` ${formatTime(undoAt)}`}.\n`)
  if (result.waiting.length === 0) return
  notes.write(`${result.waiting.join(', ')}: in force after openclaw gateway restart\n`)
}
