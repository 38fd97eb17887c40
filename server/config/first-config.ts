import { editConfig } from '#protocol/config/edit.ts'
import { holdInstead, isMistake, toFinding } from '#protocol/config/findings/finding.ts'
import { parseJsonc } from '#protocol/config/parse.ts'
import { formatPath, type Path, valueAt } from '#protocol/config/path.ts'
import { type LoadedConfig, readConfig, withFindings } from '#protocol/config/read.ts'
import { COMMENT } from '#protocol/config/secrets.ts'
import type { History } from './history.ts'
import { loadConfig } from './load.ts'
import { isMissing, readSettings } from './settings-file.ts'
import { keepInForce } from './watch.ts'

type Lookup = (name: string) => string | undefined

/**
 * What a start goes by. Where the file, or a value in it, can't be used, what was in force before stays so, as it would
 * had the gateway run on: a default in its place could be less strict than what the owner chose. Without a file the
 * defaults hold, and it is said that there was one.
 */
export function loadFirstConfig(
  file: string,
  lookup: Lookup,
  history: Pick<History, 'lastInForce' | 'lastSaid'>,
): LoadedConfig {
  const read = loadConfig(file, lookup)
  const gone = isMissing(file) ? history.lastSaid() : undefined
  if (gone) {
    const facts = { kind: 'gone', path: [], instead: 'default', at: gone.at } as const
    return withFindings({ ...read, ok: false }, [toFinding(facts)])
  }
  if (read.ok) return read
  const text = findText(file)
  const last = history.lastInForce(text)
  if (!last) return read
  if (!read.findings.some(({ kind }) => kind === 'unreadable')) {
    return withValuesOfBefore(read, { text, before: last.text }, lookup)
  }
  const good = readConfig(last.text, lookup)
  if (!good.ok) return read
  const kept = keepInForce(good, read, last.at)
  const lost = new Set(last.lost.filter((place) => place !== COMMENT))
  if (lost.size === 0) return kept
  const missing = toFinding({ kind: 'secrets-missing', path: [], name: [...lost].join(', ') })
  return withFindings(kept, [...kept.findings, missing])
}

/** Each wrong value replaced by the one that stood there when all was good; those of lists are left out. */
function withValuesOfBefore(
  read: LoadedConfig,
  texts: { text: string; before: string },
  lookup: Lookup,
): LoadedConfig {
  const parsed = parseJsonc(texts.before)
  const valueBefore = (path: Path): unknown =>
    parsed.ok && path.every((step) => typeof step === 'string') ? valueAt(parsed.value, path) : undefined
  const replaced = read.findings.filter(
    ({ kind, path }) => kind === 'wrong' && valueBefore(path) !== undefined,
  )
  const text = replaced.reduce((edited, { path }) => editConfig(edited, path, valueBefore(path)), texts.text)
  const { config, secrets, findings } = readConfig(text, lookup)
  // Some may be wrong with the value of before, too, where that was written for an earlier version.
  const stillWrong = new Set(findings.filter(isMistake).map(({ path }) => formatPath(path)))
  const told = read.findings.map((finding) =>
    replaced.includes(finding) && !stillWrong.has(formatPath(finding.path))
      ? holdInstead(finding, 'before')
      : finding,
  )
  return withFindings({ ...read, config, secrets }, told)
}

/** Empty where it can't be read, which is a finding by then. */
function findText(file: string): string {
  try {
    return readSettings(file)
  } catch {
    return ''
  }
}
