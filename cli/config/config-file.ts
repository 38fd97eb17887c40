import { existsSync, readFileSync } from 'node:fs'
import { type Finding, holdInstead, isMistake, toFinding } from '#protocol/config/findings/finding.ts'
import type { Home } from '#protocol/config/home.ts'
import { findLastSaid, REMADE, readVersions } from '#protocol/config/versions.ts'
import { CliError } from '../cli-error.ts'

type Files = Pick<Home, 'configFile' | 'versionsFile'>

/** That the file is gone and said something before; undefined where there is nothing to miss. */
export function findGone(home: Files): Finding | undefined {
  if (existsSync(home.configFile) && readText(home.configFile) !== REMADE) return undefined
  const version = findLastGood(home)
  return version && toFinding({ kind: 'gone', path: [], at: version.at })
}

/** What was in force last and said something, with its secrets hidden. */
export function findLastGood({ versionsFile }: Pick<Files, 'versionsFile'>) {
  try {
    return findLastSaid(readVersions(readFileSync(versionsFile, 'utf8')))
  } catch {
    return undefined
  }
}

/** What is to be said of the file, and what a gateway goes by until its mistakes are mended. */
export function tellFindings(home: Files, findings: readonly Finding[]): Finding[] {
  const gone = findGone(home)
  if (gone) return [gone]
  const good = findings.some(isMistake) ? findLastGood(home) : undefined
  if (!good) return [...findings]
  const told = findings.map((finding) => (isMistake(finding) ? holdInstead(finding) : finding))
  return [...told, toFinding({ kind: 'kept', path: [], at: good.at })]
}

/** Throws where it can't be read; without a file there is nothing in it. */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return '{}\n'
    throw new CliError(`${file} can't be read. See what is wrong with: openclaw doctor`, { cause })
  }
}
