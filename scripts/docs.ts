/** Writes the pages of docs/ that are made from the code. */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { renderCliPage } from './docs/cli.ts'
import { renderCommandsPage } from './docs/commands.ts'
import { renderConfigPage } from './docs/configuration.ts'
import { ROOT } from './steps.ts'

/** The name of each page in docs/, and what it must say. */
export const pages: Readonly<Record<string, () => string>> = {
  'cli.md': renderCliPage,
  'commands.md': renderCommandsPage,
  'configuration.md': renderConfigPage,
}

export function main(): void {
  for (const [name, render] of Object.entries(pages)) writeFileSync(path.join(ROOT, 'docs', name), render())
}
