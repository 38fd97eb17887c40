import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { findRoot, identifyImage } from './identity.ts'

const folder = mkdtempSync(join(tmpdir(), 'openclaw-identity-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const INSIDE = [
  'agent/tool-host/host.ts',
  'protocol/tools.ts',
  'sandbox/Dockerfile',
  'scripts/build/tool-host.cjs',
  'package-lock.json',
]

it('another file in the image is another image; a test is none', () => {
  for (const path of [
    'agent/tool-host',
    'protocol',
    'sandbox',
    'scripts/build/tool-host.cjs',
    'package-lock.json',
  ]) {
    cpSync(join(findRoot(), path), join(folder, path), { recursive: true })
  }
  const names = new Set([identifyImage(folder).name])
  for (const path of INSIDE) {
    writeFileSync(join(folder, path), `// changed`)
    names.add(identifyImage(folder).name)
  }
  expect(names.size).toBe(INSIDE.length + 1)
  const last = identifyImage(folder).name
  mkdirSync(join(folder, 'protocol/fixtures'), { recursive: true })
  writeFileSync(join(folder, 'protocol/fixtures/new.ts'), 'new')
  writeFileSync(join(folder, 'protocol/new.test.ts'), 'new')
  expect(identifyImage(folder)).toEqual({ name: last, hash: last.split(':')[1] })
})
