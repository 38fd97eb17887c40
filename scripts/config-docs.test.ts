import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { CONFIG_PAGE, renderConfigPage } from './config-docs.ts'

it('docs/configuration.md says what the schema says (else run: node scripts/config-docs.ts)', () => {
  expect(readFileSync(CONFIG_PAGE, 'utf8')).toBe(renderConfigPage())
})
