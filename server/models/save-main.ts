import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { editConfig } from '#protocol/config/edit.ts'
import { parseJsonc } from '#protocol/config/parse.ts'
import { AppError } from '#protocol/errors.ts'

/**
 * Writes `models.main` into the configuration file and leaves everything else in it as it stands,
 * comments included. Throws `config_invalid` where the file has an error that must be mended first.
 */
export function saveMain(configFile: string, reference: string): void {
  const text = existsSync(configFile) ? readFileSync(configFile, 'utf8') : '{}\n'
  const parsed = parseJsonc(text)
  if (!parsed.ok) {
    throw new AppError(
      'config_invalid',
      `openclaw.json has an error, so the model was not saved. Mend the file first: ${parsed.problem}.`,
    )
  }
  const draft = `${configFile}.new`
  try {
    writeFileSync(draft, editConfig(text, ['models', 'main'], reference), { mode: 0o600 })
    renameSync(draft, configFile)
  } catch (cause) {
    throw unwritable(cause)
  }
}

function unwritable(cause: unknown): AppError {
  const message = 'openclaw.json could not be written, so the model was not saved.'
  return new AppError('state_unwritable', message, { cause })
}
