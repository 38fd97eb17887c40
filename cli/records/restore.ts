import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import * as z from 'zod'
import { fromShape } from '#protocol/errors.ts'
import { CliError } from '../cli-error.ts'
import type { LocalContext } from '../context.ts'
import { findProgram } from '../installation.ts'
import { printJson } from '../terminal.ts'

const outcome = z.object({
  restored: z.string(),
  kept: z.string().nullable(),
  sessions: z.number(),
  messages: z.number(),
  shutOut: z.number().nullable(),
})
const failure = z.object({
  error: z.object({
    code: z.enum([
      'conflict',
      'not_found',
      'state_corrupt',
      'state_unwritable',
      'config_invalid',
      'internal',
    ]),
    message: z.string(),
  }),
})

/** `openclaw restore <file|name>`: puts a backup in the place of the database while no gateway runs. */
export function restore({ terminal, environment, json }: LocalContext, source: string): void {
  const backup = existsSync(source) && source.includes('/') ? resolve(source) : source
  const program = findProgram('restore', 'server/keeping/restore-main.ts')
  const { PATH = '', HOME = '', OPENCLAW_HOME } = environment
  const answer = spawnSync(process.execPath, [program, backup], {
    env: { PATH, HOME, NODE_ENV: 'production', ...(OPENCLAW_HOME ? { OPENCLAW_HOME } : {}) },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const said = readLine(answer.stdout)
  const failed = failure.safeParse(said)
  if (failed.success) throw fromShape({ ...failed.data.error, retryable: false })
  const done = outcome.safeParse(said)
  if (!done.success) throw new CliError('The restore did not finish. Nothing may have changed; try it again.')
  if (json) {
    printJson(terminal, done.data)
    return
  }
  const { restored, kept, sessions, messages, shutOut } = done.data
  terminal.out.write(`Restored ${restored}: ${sessions} sessions, ${messages} messages.\n`)
  if (kept !== null) terminal.out.write(`The database of before is kept as ${kept}\n`)
  if (shutOut === null) {
    terminal.notes.write(
      'Devices, tokens and people that you shut out since then may be in again. Look at: openclaw devices list, tokens list, contacts list, approvals always\n',
    )
  } else if (shutOut > 0) terminal.out.write(`What you shut out since then stays out: ${shutOut}.\n`)
  terminal.notes.write(
    'Answers that waited to be sent are held; nothing is sent again by itself. Start with: openclaw gateway start\n',
  )
}

function readLine(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined // it ended before it could say anything
  }
}
