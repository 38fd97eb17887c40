import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'

const { writeCompileHints } = createRequire(import.meta.url)('./compile-hints.cjs') as {
  writeCompileHints(root: string): void
}

it('marks every script of a build once, and nothing else', () => {
  const root = mkdtempSync(join(tmpdir(), 'openclaw-hints-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const chunks = join(root, '.next/static/chunks')
  mkdirSync(chunks, { recursive: true })
  writeFileSync(join(chunks, 'page.js'), 'open()')
  writeFileSync(join(chunks, 'page.css'), 'a {}')
  writeCompileHints(root)
  writeCompileHints(root)
  expect(readFileSync(join(chunks, 'page.js'), 'utf8')).toBe('//# allFunctionsCalledOnLoad\nopen()')
  expect(readFileSync(join(chunks, 'page.css'), 'utf8')).toBe('a {}')
})
