import { existsSync } from 'node:fs'
import type { LaunchOptions } from '@playwright/test'

const ARGS = [
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const findOnSystem = (...names: string[]): string | undefined =>
  names.map((name) => `/usr/bin/${name}`).find((path) => existsSync(path))

const whole = findOnSystem('chromium', 'chromium-browser')
const shell = findOnSystem('chromium-headless-shell') ?? whole

/** Chromium without anything around its pages: it draws the same, in two thirds of the time. */
export const SHELL: LaunchOptions = { args: ARGS, ...(shell && { executablePath: shell }) }
/** Chromium with its notifications and installed pages. */
export const WHOLE_BROWSER: LaunchOptions = {
  args: ARGS,
  ...(whole ? { executablePath: whole } : { channel: 'chromium' }),
}
