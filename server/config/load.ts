import { readFileSync } from 'node:fs'
import { brokenConfig, type LoadedConfig, readConfig } from '#protocol/config/read.ts'

/**
 * Reads the configuration file and never changes it. An absent file means the defaults. A file that
 * does not parse gives the defaults and the reason; a wrong value is left out and reported, the rest of
 * the file stands.
 */
export function loadConfig(file: string, lookup: (name: string) => string | undefined): LoadedConfig {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT') return readConfig('{}', lookup)
    return brokenConfig({ kind: 'unreadable', path: [], name: 'Denied', detail: code ?? String(error) })
  }
  // What an interrupted writing leaves; nobody takes back all settings this way.
  if (text.trim() === '') return brokenConfig({ kind: 'unreadable', path: [], name: 'Empty' })
  return readConfig(text, lookup)
}
