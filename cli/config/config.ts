import { isMistake } from '#protocol/config/findings/finding.ts'
import type { Path } from '#protocol/config/path.ts'
import { readConfig } from '#protocol/config/read.ts'
import { maskTree } from '#protocol/config/secrets.ts'
import type { LocalContext } from '../context.ts'
import { findHome } from '../home.ts'
import { oneLine } from '../table.ts'
import { paint, printJson } from '../terminal.ts'
import { findLastGood, readText, tellFindings } from './config-file.ts'
import { listUnknownModels } from './model-names.ts'
import { sayFindings } from './say-findings.ts'
import { parsePath, requireKnown, settingAt } from './setting.ts'

/** `openclaw config path` */
export function showConfigPath({ terminal, environment, json }: LocalContext): void {
  const file = findHome(environment).configFile
  if (json) printJson(terminal, { file })
  else terminal.out.write(`${file}\n`)
}

/** `openclaw config check`: each problem on a line; fails where something can't be used as it stands. */
export function checkConfig({ terminal, environment, json }: LocalContext): void {
  const home = findHome(environment)
  const file = home.configFile
  const read = readConfig(readText(file), (name) => environment[name] || undefined)
  const findings = tellFindings(home, read.findings)
  const unknown = listUnknownModels(read.config)
  const problems = [...findings.map(({ message }) => message), ...unknown]
  const ok = unknown.length === 0 && !findings.some(isMistake)
  if (!ok) process.exitCode = 1
  if (json) {
    printJson(terminal, { file, ok, problems })
    return
  }
  const { out, notes } = terminal
  const mark = (isBad: boolean): string => (isBad ? paint(out, 'red', '✗') : paint(out, 'yellow', '!'))
  for (const finding of findings) {
    for (const sentence of sayFindings([finding], environment)) {
      out.write(`${mark(isMistake(finding))} ${oneLine(sentence)}\n`)
    }
  }
  for (const problem of unknown) out.write(`${mark(true)} ${oneLine(problem)}\n`)
  if (ok) out.write(`${paint(out, 'green', '✓')} ${file} is good.\n`)
  else {
    const isReadable = !findings.some(({ kind }) => kind === 'unreadable' || kind === 'gone')
    const orElse = isReadable ? 'openclaw config set <setting> <value>' : 'openclaw config undo'
    notes.write(`Mend it in ${file}, or with: ${orElse}\n`)
  }
}

/** `openclaw config get [setting]`: what is in force, defaults included, and why the file is not; secrets are never shown. */
export function getConfig({ terminal, environment, json }: LocalContext, setting: string | undefined): void {
  const home = findHome(environment)
  // Variables stay as they are written: their values are often secret.
  const lookup = (name: string): string => `\${${name}}`
  const read = readConfig(readText(home.configFile), lookup)
  const told = tellFindings(home, read.findings).filter(
    (finding) => isMistake(finding) || finding.kind === 'kept',
  )
  // A file with a mistake is not in force: what was before is.
  const good = read.ok ? undefined : findLastGood(home)
  const { config } = good ? readConfig(good.text, lookup) : read
  for (const sentence of sayFindings(told, environment)) {
    terminal.notes.write(`${paint(terminal.notes, 'yellow', '!')} ${oneLine(sentence)}\n`)
  }
  if (told.some(({ kind }) => kind === 'kept')) terminal.notes.write('Mend it, or: openclaw config undo\n')
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
