import type { Change } from '#protocol/config/changes.ts'
import { editConfig } from '#protocol/config/edit.ts'
import { type Finding, holdInstead, isMistake } from '#protocol/config/findings/finding.ts'
import { parseJsonc } from '#protocol/config/parse.ts'
import { formatPath, type Path } from '#protocol/config/path.ts'
import { readConfig } from '#protocol/config/read.ts'
import { AppError } from '#protocol/errors.ts'
import type { SettingsFile } from './settings-file.ts'

type Lookup = (name: string) => string | undefined

/**
 * Writes one setting into the configuration file and leaves everything else in it as it stands, comments
 * included. Throws, with the file as it was, `config_invalid` where it has an error that must be mended first,
 * `bad_request` where the configuration would not take the value, `state_unwritable`.
 */
export function saveSetting(settings: SettingsFile, path: Path, value: string | undefined): void {
  const text = settings.read()
  const next = applyChanges(text, [{ path, value }])
  requireFit(text, next, (name) => `\${${name}}`)
  settings.write(next)
}

/** The text with some settings changed. Throws `config_invalid` where it has an error that must be mended first. */
export function applyChanges(text: string, changes: readonly Change[]): string {
  const parsed = parseJsonc(text)
  if (!parsed.ok) {
    const names = changes.map(({ path }) => formatPath(path)).join(', ')
    throw new AppError(
      'config_invalid',
      `openclaw.json has an error, so ${names} was not saved. Mend the file first: ${parsed.problem}.`,
    )
  }
  return changes.reduce((edited, { path, value }) => editConfig(edited, path, value), text)
}

/** Throws `bad_request` where single settings were given what they can't hold, or there are none of that name. */
export function requireFit(before: string, after: string, lookup: Lookup): void {
  const refusal = listNewFindings(before, after, lookup).find(({ kind }) => kind !== 'missing-variable')
  if (refusal) throw new AppError('bad_request', `${holdInstead(refusal).message} Nothing was changed.`)
}

/** Throws `config_invalid` where a text has a mistake that the one before had not. */
export function requireNoNewMistake(before: string, after: string, lookup: Lookup): void {
  const mistake = listNewFindings(before, after, lookup).find(isMistake)
  if (mistake) throw new AppError('config_invalid', `${holdInstead(mistake).message} Nothing was changed.`)
}

/** What the configuration says of the new text and did not say of the old one. */
function listNewFindings(before: string, after: string, lookup: Lookup): Finding[] {
  const known = new Set(readConfig(before, lookup).problems)
  return readConfig(after, lookup).findings.filter(({ message }) => !known.has(message))
}
