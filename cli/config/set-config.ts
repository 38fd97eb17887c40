import { existsSync, realpathSync, renameSync, writeFileSync } from 'node:fs'
import { editConfig } from '#protocol/config/edit.ts'
import { listFields } from '#protocol/config/fields.ts'
import { holdInstead } from '#protocol/config/findings/finding.ts'
import { parseJsonc } from '#protocol/config/parse.ts'
import { formatPath, type Path } from '#protocol/config/path.ts'
import { type LoadedConfig, readConfig } from '#protocol/config/read.ts'
import { CliError } from '../cli-error.ts'
import type { LocalContext } from '../context.ts'
import { findHome, findRunRecord } from '../home.ts'
import { oneLine } from '../table.ts'
import { paint, printJson } from '../terminal.ts'
import { findGone, readText } from './config-file.ts'
import { listUnknownModels } from './model-names.ts'
import { parsePath, requireKnown, settingAt } from './setting.ts'

/** `openclaw config set <setting> <value>`, and `unset`, which leaves the setting out: checked before it is written. */
export function setConfig(
  { terminal, environment, json }: LocalContext,
  change: { setting: string; value: string | undefined },
): void {
  const path = parsePath(change.setting)
  requireKnown(path)
  const home = findHome(environment)
  if (findGone(home)) {
    throw new CliError(
      `${home.configFile} is gone, and a new one would hold this setting only. Bring it back: openclaw config undo. To begin anew, write {} into it.`,
    )
  }
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
  const added = after.findings.filter(({ message }) => !before.problems.includes(message))
  const own = added.find(({ message }) => message.startsWith(formatPath(path))) ?? added[0]
  return own && holdInstead(own).message
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
