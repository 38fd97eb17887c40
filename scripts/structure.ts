/**
 * The guides of the house that a linter can't say: size of files and folders, imports per file, and
 * no sideways imports between the features of `server/`. Exits 1 with one line per breach.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

const LINES = 400
const IMPORTS = 15
const FILES = 15

/** Where everything meets by design: the composition root, the method registry, and what the methods can do. */
const MEETING_POINTS = new Set(['server/main.ts', 'server/trpc/router.ts', 'server/trpc/features.ts'])
/** The parts of the composition root: here features of `server/` meet, too. */
const COMPOSITION = 'composition'

/** A test puts the parts around what it tests together on purpose; what it imports says nothing of its jobs. */
const mayMeetMany = (file: string): boolean => MEETING_POINTS.has(file) || /\.test\.tsx?$/.test(file)

interface Breach {
  readonly file: string
  readonly problem: string
}

/** Paths that git knows or would add and that are there, relative to the root. */
function listSources(root: string): string[] {
  const output = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts', '*.tsx'], {
    cwd: root,
    encoding: 'utf8',
  })
  return output
    .split('\n')
    .filter((file) => file !== '' && !file.includes('/fixtures/') && existsSync(path.join(root, file)))
}

/** The breaches of one file, given its text. Exported for the test. */
export function inspectFile(file: string, text: string): Breach[] {
  const breaches: Breach[] = []
  const lines = text.split('\n').length - 1
  if (lines > LINES)
    breaches.push({ file, problem: `${lines} lines (guide: ${LINES}); does it hold two ideas?` })

  const imports = [...text.matchAll(/^import\s(?<type>type\s)?[\s\S]*?from '(?<from>[^']+)'/gm)]
  if (imports.length > IMPORTS && !mayMeetMany(file)) {
    breaches.push({ file, problem: `${imports.length} imports (guide: ${IMPORTS}); does it do two jobs?` })
  }

  const feature = /^server\/([^/]+)\//.exec(file)?.[1]
  if (feature === undefined || feature === COMPOSITION || file.endsWith('.test.ts')) return breaches
  for (const { groups } of imports) {
    const target = serverFeature(file, groups?.from ?? '')
    if (groups?.type === undefined && target !== undefined && target !== feature) {
      breaches.push({
        file,
        problem: `imports a value of server/${target}/: features receive what they need from server/main.ts`,
      })
    }
  }
  return breaches
}

/** The feature folder of `server/` that an import leads to; undefined for files directly in `server/`. */
function serverFeature(file: string, from: string): string | undefined {
  const target = from.startsWith('#') ? from.slice(1) : path.posix.join(path.posix.dirname(file), from)
  return /^server\/([^/]+)\//.exec(target)?.[1]
}

/** Folders that hold more source files than the guide allows; tests count with what they test. */
export function inspectFolders(files: readonly string[]): Breach[] {
  const counts = new Map<string, number>()
  for (const file of files) {
    if (/\.test\.tsx?$/.test(file)) continue
    const folder = path.posix.dirname(file)
    counts.set(folder, (counts.get(folder) ?? 0) + 1)
  }
  return [...counts]
    .filter(([, count]) => count > FILES)
    .map(([file, count]) => ({
      file,
      problem: `${count} files (guide: ${FILES}); is a folder asking to exist inside?`,
    }))
}

if (import.meta.main) {
  const root = path.join(import.meta.dirname, '..')
  const files = listSources(root)
  const breaches = [
    ...inspectFolders(files),
    ...files.flatMap((file) => inspectFile(file, readFileSync(path.join(root, file), 'utf8'))),
  ]
  for (const { file, problem } of breaches) console.error(`${file}: ${problem}`)
  console.log(`structure: ${files.length} files, ${breaches.length} breaches`)
  process.exitCode = breaches.length > 0 ? 1 : 0
}
