import { existsSync, readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs'
import { editConfig } from '#protocol/config/edit.ts'
import { listFields } from '#protocol/config/fields.ts'
import { isMistake, sentenceOf } from '#protocol/config/findings/finding.ts'
import { parseJsonc } from '#protocol/config/parse.ts'
import { formatPath, type Path } from '#protocol/config/path.ts'
import { type LoadedConfig, readConfig } from '#protocol/config/read.ts'
import { maskTree } from '#protocol/config/secrets.ts'
import { CliError } from '../cli-error.ts'
import type { LocalContext } from '../context.ts'
import { findHome, findRunRecord } from '../home.ts'
import { oneLine } from '../table.ts'
import { paint, printJson } from '../terminal.ts'
import { listUnknownModels } from './model-names.ts'
import { parsePath, requireKnown, settingAt } from './setting.ts'

/** `openclaw config path` */
export function showConfigPath({ terminal, environment, json }: LocalContext): void {
  const file = findHome(environment).configFile
  if (json) printJson(terminal, { file })
  else terminal.out.write(`${file}\n`)
}

/** `openclaw config check`: each problem on a line; fails where something can't be used as it stands. */
export function checkConfig({ terminal, environment, json }: LocalContext): void {
  const file = findHome(environment).configFile
  const read = readConfig(readText(file), (name) => environment[name] || undefined)
  const problems = [...read.problems, ...listUnknownModels(read.config)]
  const ok = read.ok && problems.length === read.problems.length
  if (!ok) process.exitCode = 1
  if (json) {
    printJson(terminal, { file, ok, problems })
    return
  }
  const { out, notes } = terminal
  const harmless = new Set(read.findings.filter((found) => !isMistake(found)).map(({ message }) => message))
  for (const problem of problems) {
    const mark = harmless.has(problem) ? paint(out, 'yellow', '!') : paint(out, 'red', '✗')
    out.write(`${mark} ${oneLine(problem)}\n`)
  }
  if (ok) out.write(`${paint(out, 'green', '✓')} ${file} is good.\n`)
  else {
    const isReadable = !read.findings.some(({ kind }) => kind === 'unreadable')
    const orElse = isReadable ? 'openclaw config set <setting> <value>' : 'openclaw config undo'
    notes.write(`Mend it in ${file}, or with: ${orElse}\n`)
  }
}

/** `openclaw config get [setting]`: what is in force, defaults included; secrets are never shown. */
export function getConfig({ terminal, environment, json }: LocalContext, setting: string | undefined): void {
  const file = findHome(environment).configFile
  // Variables stay as they are written: their values are often secret.
  const { config, findings } = readConfig(readText(file), (name) => `\${${name}}`)
  for (const mistake of findings.filter(isMistake)) {
    const sentence = `${sentenceOf(mistake)} A gateway keeps what was in force before: openclaw status`
    terminal.notes.write(`${paint(terminal.notes, 'yellow', '!')} ${oneLine(sentence)}\n`)
  }
  const value = setting === undefined ? maskTree(config) : findSetting(config, parsePath(setting))
  if (json) {
    printJson(terminal, value ?? null)
    return
  }
  if (value === undefined) terminal.notes.write(`${setting} is not set.\n`)
  else terminal.out.write(`${typeof value === 'string' ? oneLine(value) : JSON.stringify(value, null, 2)}\n`)
}

function findSetting(config: unknown, path: Path): unknown {
  const value = settingAt(config, path)
  if (value === undefined) requireKnown(path)
  return value
}

/** `openclaw config set <setting> <value>`, and `unset`, which leaves the setting out: checked before it is written. */
export function setConfig(
  { terminal, environment, json }: LocalContext,
  change: { setting: string; value: string | undefined },
): void {
  const path = parsePath(change.setting)
  requireKnown(path)
  const home = findHome(environment)
  const before = readText(home.configFile)
  const parsed = parseJsonc(before)
  if (!parsed.ok) {
    throw new CliError(
      `${home.configFile} has to be mended first: ${parsed.problem}. Check it with: openclaw config check`,
    )
  }
  const after = edit(before, path, change.value)
  if (after !== before) write(home.configFile, after)
  const { config } = read(after)
  const value = settingAt(config, path)
  if (json) {
    printJson(terminal, { setting: change.setting, value: value ?? null })
    return
  }
  terminal.out.write(
    `${formatPath(path)} is ${value === undefined ? 'not set' : oneLine(JSON.stringify(value))}\n`,
  )
  const { notes } = terminal
  if (change.value !== undefined && value === '[hidden]') {
    notes.write(
      `${paint(notes, 'yellow', '!')} A secret is safer in the environment: write it here as \${NAME}.\n`,
    )
  }
  const unknown = path[0] === 'models' ? listUnknownModels(config) : []
  for (const problem of unknown) notes.write(`${paint(notes, 'yellow', '!')} ${oneLine(problem)}\n`)
  if (!findRunRecord(home)) return
  const waits = listFields().some((field) => field.atStart && formatPath(path) === formatPath(field.path))
  notes.write(
    waits ? 'In force after: openclaw gateway restart\n' : `${paint(notes, 'dim', 'In force now.')}\n`,
  )
}

/** As JSON where that fits (numbers, lists, true), else as the words themselves. */
function edit(before: string, path: Path, value: string | undefined): string {
  const candidates = value === undefined ? [undefined] : [...asJson(value), value]
  const outcomes = candidates.map((candidate) => {
    const text = editConfig(before, path, candidate)
    return { text, complaint: complaintOf(read(before), read(text), path) }
  })
  const good = outcomes.find(({ complaint }) => complaint === undefined)
  if (good) return good.text
  throw new CliError(
    `${outcomes[0]?.complaint} Nothing was changed. See: openclaw config get ${formatPath(path)}`,
  )
}

const read = (text: string): LoadedConfig => readConfig(text, (name) => `\${${name}}`)

/** What the change broke: a problem that was not there before. */
function complaintOf(before: LoadedConfig, after: LoadedConfig, path: Path): string | undefined {
  if (after.ok) return undefined
  const added = after.problems.filter((problem) => !before.problems.includes(problem))
  const own = added.find((problem) => problem.startsWith(formatPath(path))) ?? added[0]
  return own && sentenceOf({ message: own })
}

function asJson(text: string): unknown[] {
  try {
    return [JSON.parse(text)]
  } catch {
    return []
  }
}

/** Through links, so that a file kept elsewhere stays a link; whole or not at all. */
function write(file: string, text: string): void {
  const target = existsSync(file) ? realpathSync(file) : file
  const draft = `${target}.new`
  try {
    writeFileSync(draft, text, { mode: 0o600 })
    renameSync(draft, target)
  } catch (cause) {
    throw new CliError(`${target} could not be written. See what is wrong with: openclaw doctor`, { cause })
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return '{}\n'
    throw new CliError(`${file} can't be read. See what is wrong with: openclaw doctor`, { cause })
  }
}
