import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { type Context, createContext, Script } from 'node:vm'
import { transform } from 'esbuild'
import { expect, test } from 'vitest'
import { leastTime } from '#testing/least-time.ts'

const ROOT = path.join(import.meta.dirname, '..')
const INPUT_LENGTH = 50 * 1024
/** Processor time, so that a busy machine does not count. */
const LIMIT_MS = 50
/** Where a pattern that runs away is stopped. */
const GIVE_UP_MS = 150

interface Pattern {
  readonly file: string
  readonly pattern: RegExp
}

/**
 * Patterns that only ever see short input of our own or of the owner, with what bounds it. Everything
 * else can be fed by a stranger, a model or a web page.
 */
const BOUNDED: Readonly<Record<string, string>> = {
  '/\\n\\((.*)\\)$/s': 'the hint below an error of the command line parser',
}

function listSources(): string[] {
  const rooms = ['protocol', 'db', 'server', 'agent', 'app', 'cli'].flatMap((room) => [
    `${room}/*.ts`,
    `${room}/*.tsx`,
  ])
  const output = execFileSync('git', ['ls-files', ...rooms], { cwd: ROOT, encoding: 'utf8' })
  return output.split('\n').filter((file) => file !== '' && !/\.test\.tsx?$|\/fixtures\//.test(file))
}

/** Every pattern that is written in a source. The compiler takes types, comments and templates away first. */
async function listPatterns(file: string, source: string): Promise<Pattern[]> {
  const { code } = await transform(source, {
    loader: file.endsWith('x') ? 'tsx' : 'ts',
    jsx: 'transform',
    legalComments: 'none',
    charset: 'utf8',
    supported: { 'template-literal': false },
  })
  const token =
    /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\*[\s\S]*?\*\/|\/\/[^\n]*|(?<=(?:[(,=:[!&|?{};>]|\breturn)\s*)\/((?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([a-z]*)/g
  return [...code.matchAll(token)]
    .filter(([text, body]) => body !== undefined && !text.startsWith('/*'))
    .map(([, body = '', flags = '']) => ({ file, pattern: new RegExp(body, flags) }))
}

/** The patterns that modules build from pieces while they load. The panel's only builds one per block that it draws. */
async function listBuiltPatterns(files: readonly string[]): Promise<Pattern[]> {
  const built: Pattern[] = []
  const original = globalThis.RegExp
  for (const file of files) {
    globalThis.RegExp = new Proxy(original, {
      construct(target, given: [string | RegExp, string?]) {
        const pattern = new target(...given)
        built.push({ file, pattern })
        return pattern
      },
    })
    try {
      await import(path.join(ROOT, file))
    } finally {
      globalThis.RegExp = original
    }
  }
  return built
}

/** One character for each thing that the pattern names, in its order. */
function sampleOf(source: string): string[] {
  const plain = source.replace(
    /\(\?(?:<?[=!]|:|<\w+>)|\{\d+(?:,\d*)?\}|\\[bB]|[()^$|*+?]/g,
    (found, at: number, whole: string) => (whole[at - 1] === '\\' && found.length === 1 ? found : ''),
  )
  const atoms = plain.match(/\\[pPuxk]\{[^}]*\}|\\u....|\\x..|\[(?:[^\]\\]|\\.)*\]|\\.|[^\\]/gsu) ?? []
  return atoms.map((atom) => CANDIDATES.find((candidate) => matches(atom, candidate)) ?? 'x')
}

const CANDIDATES = [
  ...' a0-_./\\:;,"\'`<>()[]{}*+?!@#$%^&|~=\n\t\r\u001bAzZ中é\u200d\ufffd',
  ...Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)),
]

function matches(atom: string, candidate: string): boolean {
  try {
    return new RegExp(`^${atom}$`, 'su').test(candidate)
  } catch {
    return atom === `\\${candidate}` || atom === candidate
  }
}

/** Repetitions of each character and each neighbouring pair that the pattern names, with an end that fits nothing. */
function craftInputs(pattern: RegExp): string[] {
  const sample = sampleOf(pattern.source)
  const pairs = sample.map((one, index) => one + (sample[index + 1] ?? ''))
  const units = new Set([
    ...[...new Set(sample)].slice(0, 20),
    ...[...new Set(pairs)].slice(0, 12),
    sample.join(''),
  ])
  const starts = new Set(['', sample.slice(0, 3).join('')])
  return [...units].filter(Boolean).flatMap((unit) => {
    const body = unit.repeat(Math.ceil(INPUT_LENGTH / unit.length)).slice(0, INPUT_LENGTH)
    return [...starts].map((start) => `${start}${body}\u0000\n!`)
  })
}

const search = new Script('pattern.global ? input.replace(pattern, "") : pattern.exec(input)')

/** Processor time of a search. One that is stopped before it had its share of a busy machine begins again, with longer. */
function timeSearch(context: Context, giveUpMs = GIVE_UP_MS): number {
  const before = process.threadCpuUsage()
  let isDone = true
  try {
    search.runInContext(context, { timeout: giveUpMs })
  } catch (error) {
    if (!String(error).includes('timed out')) throw error
    isDone = false
  }
  const { user, system } = process.threadCpuUsage(before)
  const ms = (user + system) / 1000
  return isDone || ms > LIMIT_MS ? ms : timeSearch(context, giveUpMs * 4)
}

/** The first crafted input that takes too much processor time, and how much; undefined where there is none. */
async function findSlow(pattern: RegExp): Promise<{ ms: number; input: string } | undefined> {
  const context = createContext({ pattern, input: '' })
  for (const input of craftInputs(pattern)) {
    context.input = input
    // Time that the machine itself lost counts as the thread's now and then.
    const ms = await leastTime(LIMIT_MS, async () => timeSearch(context), 3)
    if (ms > LIMIT_MS) return { ms, input: JSON.stringify(input.slice(0, 12)) }
  }
  return undefined
}

test('C14 no pattern that we own takes long over 50 KB that were made for it', async () => {
  const files = listSources()
  const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8')
  const written = await Promise.all(files.map((file) => listPatterns(file, read(file))))
  const built = await listBuiltPatterns(
    files.filter((file) => !file.startsWith('app/') && read(file).includes('new RegExp(')),
  )
  const patterns = [...written.flat(), ...built]
  expect(built.length).toBeGreaterThan(10)
  expect(patterns.length).toBeGreaterThan(100)
  const slow: object[] = []
  for (const { file, pattern } of patterns) {
    if (Object.hasOwn(BOUNDED, String(pattern))) continue
    const found = await findSlow(pattern)
    if (found) slow.push({ file, pattern: String(pattern), ...found })
  }
  expect(slow).toEqual([])
})

test('C14 the planted bugs: patterns that run away are found among sound ones', async () => {
  const source = [
    'const sound = [/^[a-z]+$/, /\\d{4}-\\d{2}/]',
    'const nested = /^(a+)+$/',
    'export const ends = (text: string) => text.replace(/\\s+$/, "") / 2 / 3',
    'if (/(?:\\w+\\s?)*:$/u.test(`${nested} /no pattern/`)) throw sound // /nor this/',
  ].join('\n')
  const patterns = await listPatterns('planted.ts', source)
  const found = await Promise.all(patterns.map(({ pattern }) => findSlow(pattern)))
  expect(found.map((slow) => slow !== undefined)).toEqual([false, false, true, true, true])
})
