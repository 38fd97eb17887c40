import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { CLI_PAGE, renderCliPage } from './cli-docs.ts'

it('docs/cli.md tells of each command as it is (else run: node scripts/cli-docs.ts)', () => {
  expect(readFileSync(CLI_PAGE, 'utf8')).toBe(renderCliPage())
})
