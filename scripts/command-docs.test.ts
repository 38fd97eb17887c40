import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { COMMANDS_PAGE, describeCommands } from './command-docs.ts'

it('docs/commands.md says what the table says (else run: node scripts/command-docs.ts)', () => {
  expect(readFileSync(COMMANDS_PAGE, 'utf8')).toBe(describeCommands())
})
