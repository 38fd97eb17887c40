import { applyEdits, modify } from 'jsonc-parser'
import type { Path } from './path.ts'

const FORMAT = { insertSpaces: true, tabSize: 2, eol: '\n' } as const

/**
 * The text of a configuration with one setting changed, or left out where `value` is undefined;
 * everything else stays as it stands, comments and order included. The text must parse.
 */
export function editConfig(text: string, path: Path, value: unknown): string {
  return applyEdits(text, modify(text, [...path], value, { formattingOptions: FORMAT }))
}
