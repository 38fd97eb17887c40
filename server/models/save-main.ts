import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { applyEdits, modify, type ParseError, parse } from 'jsonc-parser'
import { AppError } from '#protocol/errors.ts'

const FORMAT = { insertSpaces: true, tabSize: 2, eol: '\n' } as const

/**
 * Writes `models.main` into the configuration file and leaves everything else in it as it stands,
 * comments included. Throws `config_invalid` where the file has an error that must be mended first.
 */
export function saveMain(configFile: string, reference: string): void {
  const text = existsSync(configFile) ? readFileSync(configFile, 'utf8') : '{}\n'
  const errors: ParseError[] = []
  parse(text, errors, { allowTrailingComma: true })
  if (errors.length > 0) {
    throw new AppError(
      'config_invalid',
      'openclaw.json has an error, so the model was not saved. Mend the file first.',
    )
  }
  const edits = modify(text, ['models', 'main'], reference, { formattingOptions: FORMAT })
  const draft = `${configFile}.new`
  try {
    writeFileSync(draft, applyEdits(text, edits), { mode: 0o600 })
    renameSync(draft, configFile)
  } catch (cause) {
    throw unwritable(cause)
  }
}

function unwritable(cause: unknown): AppError {
  const message = 'openclaw.json could not be written, so the model was not saved.'
  return new AppError('state_unwritable', message, { cause })
}
