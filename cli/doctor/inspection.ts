import { spawnSync } from 'node:child_process'
import * as z from 'zod'
import type { LocalContext } from '../context.ts'
import { findProgram } from '../installation.ts'

const inspection = z.object({
  foreign: z.string().nullable(),
  lock: z.enum(['free', 'held', 'unusable']),
  database: z.object({
    state: z.enum(['absent', 'good', 'unseen', 'broken']),
    problem: z.string().nullable(),
  }),
  backups: z.array(
    z.object({ name: z.string(), createdAt: z.number(), bytes: z.number(), verified: z.boolean() }),
  ),
  commandGuard: z.string().nullable(),
  keys: z.array(z.string()),
})

/** What the gateway's own program finds in this home; a sentence where it could not look. */
export type Inspection = z.infer<typeof inspection> | string

/** Takes as long as reading the whole database does. */
export function inspect(environment: LocalContext['environment']): Inspection {
  const answer = spawnSync(process.execPath, [findProgram('inspect', 'server/inspect.ts')], {
    env: { ...environment, NODE_ENV: 'production' },
    encoding: 'utf8',
  })
  try {
    return inspection.parse(JSON.parse(answer.stdout))
  } catch {
    return `The home could not be looked into: ${answer.stderr?.trim().split('\n').at(-1) || 'no answer'}`
  }
}
