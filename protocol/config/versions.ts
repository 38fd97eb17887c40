import * as z from 'zod'
import { parseJsonc } from './parse.ts'

/** What a start writes in the place of an openclaw.json that is gone. As long as it says this, it counts as gone. */
export const REMADE = `// This file was gone when OpenClaw started, so the defaults are in force.
// Bring back what it said with: openclaw config undo
{
}
`

const kept = z.object({
  versions: z.array(z.object({ at: z.number(), hash: z.string(), text: z.string() })),
  /** Which of them is in force; the last one in files of before. */
  position: z.number().int().optional(),
})

/** What openclaw.json said before, as `config-versions.json` in the state folder keeps it: without its secrets. */
export type KeptVersions = z.infer<typeof kept>

/** Versions that can't be understood are worth less than a start without them. */
export function readVersions(text: string): KeptVersions {
  try {
    return kept.parse(JSON.parse(text))
  } catch {
    return { versions: [] }
  }
}

/** The version that was in force last, where it said anything: a file without it would leave the defaults. */
export function findLastSaid({ versions, position = versions.length - 1 }: KeptVersions) {
  const version = versions[position]
  const parsed = version && parseJsonc(version.text)
  const isSaying = parsed?.ok && Object.keys(parsed.value as object).length > 0
  return isSaying ? version : undefined
}
