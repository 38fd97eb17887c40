import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { pages } from './docs.ts'
import { ROOT } from './steps.ts'

it.each(Object.entries(pages))('docs/%s says what the code says (else: npm run docs)', (name, render) => {
  expect(readFileSync(path.join(ROOT, 'docs', name), 'utf8')).toBe(render())
})
