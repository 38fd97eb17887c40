import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { afterAll, expect, it } from 'vitest'
import * as z from 'zod'

const ROOT = path.join(import.meta.dirname, '..', '..', '..')
/** Inside of the checkout, so that packages are found from there. */
const BUNDLE = path.join(ROOT, 'node_modules', `.small-zod-${process.pid}.mjs`)
afterAll(() => rmSync(BUNDLE, { force: true }))

/** What the panel imports of the protocol to run it, and its own files that make schemas. */
function listModules(): { protocol: string[]; panel: string[] } {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'app/*.ts', 'app/*.tsx'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  const sources = files
    .split('\n')
    .filter((file) => file !== '' && !file.includes('.test.') && !file.endsWith('small-zod.ts'))
    // One that was just removed is listed for as long as that is not committed.
    .filter((file) => existsSync(path.join(ROOT, file)))
  const protocol = new Set<string>()
  const panel: string[] = []
  for (const file of sources) {
    const text = readFileSync(path.join(ROOT, file), 'utf8')
    if (text.includes("from 'zod'")) panel.push(file)
    for (const [, found = ''] of text.matchAll(/^import (?!type)[^;]*? from '#(protocol\/[^']+)'/gm))
      protocol.add(found)
  }
  return { protocol: [...protocol].sort(), panel }
}

/** The modules, each under its path, with the panel's zod in the place of the whole one. */
async function loadSmall(modules: readonly string[]): Promise<Record<string, Record<string, unknown>>> {
  await build({
    stdin: {
      contents: modules
        .map((file, index) => `export * as m${index} from ${JSON.stringify(`./${file}`)}`)
        .join('\n'),
      resolveDir: ROOT,
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    jsx: 'automatic',
    plugins: [
      {
        name: 'small-zod',
        setup: ({ onResolve }) =>
          onResolve({ filter: /^zod$/ }, () => ({
            path: path.join(ROOT, 'app/_lib/stand-ins/small-zod.ts'),
          })),
      },
    ],
    packages: 'external',
    outfile: BUNDLE,
    logLevel: 'silent',
  })
  const loaded: Record<string, Record<string, unknown>> = await import(pathToFileURL(BUNDLE).href)
  return Object.fromEntries(modules.map((file, index) => [file, loaded[`m${index}`] ?? {}]))
}

/** What a schema checks, without the classes that do it. */
function describeSchema(value: unknown, depth = 0): unknown {
  if (depth > 30) return '…'
  if (typeof value === 'function') return 'a function'
  if (value instanceof RegExp) return String(value)
  if (Array.isArray(value)) return value.map((each) => describeSchema(each, depth + 1))
  if (typeof value !== 'object' || value === null) return value
  const def = (value as { _zod?: { def?: object } })._zod?.def
  return Object.fromEntries(
    Object.entries(def ?? value)
      .filter(([name]) => name !== 'error' && name !== 'fn')
      .map(([name, part]) => [name, describeSchema(part, depth + 1)]),
  )
}

const isSchema = (value: unknown): value is z.ZodType =>
  typeof value === 'object' && value !== null && '_zod' in value

it('checks in the panel exactly what zod checks, and knows every method that is used there', async () => {
  const { protocol, panel } = listModules()
  expect(protocol.length).toBeGreaterThan(8)
  const small = await loadSmall([...protocol, ...panel])
  const event = small['protocol/run-events.ts']?.systemEvent as z.ZodType
  const wasMade = () => Object.hasOwn(event, 'made')
  expect(wasMade(), 'a schema is made at its first use').toBe(false)
  expect(event.safeParse({ type: 'storage-change', writable: true, problem: null }).success).toBe(true)
  expect(wasMade()).toBe(true)
  for (const file of protocol) {
    const whole: Record<string, unknown> = await import(pathToFileURL(path.join(ROOT, file)).href)
    for (const [name, schema] of Object.entries(whole)) {
      if (isSchema(schema))
        expect(describeSchema(small[file]?.[name]), `${file}: ${name}`).toEqual(describeSchema(schema))
    }
  }
})

it('would notice a check that is missing', () => {
  expect(describeSchema(z.object({ a: z.string() }))).not.toEqual(
    describeSchema(z.object({ a: z.string().min(1) })),
  )
})
