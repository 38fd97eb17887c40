import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { editConfig } from '#protocol/config/edit.ts'
import { parseJsonc } from '#protocol/config/parse.ts'
import { formatPath, type Path } from '#protocol/config/path.ts'
import { readConfig } from '#protocol/config/read.ts'
import { AppError } from '#protocol/errors.ts'

/**
 * Writes one setting into the configuration file and leaves everything else in it as it stands, comments
 * included. Throws, with the file as it was, `config_invalid` where it has an error that must be mended first,
 * `bad_request` where the configuration would not take the value, `state_unwritable`.
 */
export function saveSetting(configFile: string, path: Path, value: string): void {
  const text = existsSync(configFile) ? readFileSync(configFile, 'utf8') : '{}\n'
  const parsed = parseJsonc(text)
  if (!parsed.ok) {
    throw new AppError(
      'config_invalid',
      `openclaw.json has an error, so ${formatPath(path)} was not saved. Mend the file first: ${parsed.problem}.`,
    )
  }
  const next = editConfig(text, path, value)
  const refusal = findRefusal(text, next)
  if (refusal !== undefined) throw new AppError('bad_request', `${refusal} Nothing was changed.`)
  const draft = `${configFile}.new`
  try {
    writeFileSync(draft, next, { mode: 0o600 })
    renameSync(draft, configFile)
  } catch (cause) {
    throw unwritable(path, cause)
  }
}

function unwritable(path: Path, cause: unknown): AppError {
  const message = `openclaw.json could not be written, so ${formatPath(path)} was not saved.`
  return new AppError('state_unwritable', message, { cause })
}

/** What the configuration says of the new text and did not say of the old one. */
function findRefusal(before: string, after: string): string | undefined {
  const [old, next] = [before, after].map((text) => readConfig(text, (name) => `\${${name}}`).problems)
  return next?.find((problem) => !old?.includes(problem))?.replace(' The default is used instead.', '')
}
