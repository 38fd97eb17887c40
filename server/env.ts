import { findHomeRoot } from '#protocol/config/home.ts'
import { AppError } from '#protocol/errors.ts'

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** Where each vendor's key may stand, best name first. */
export const VENDOR_KEYS = {
  anthropic: ['ANTHROPIC_API_KEY'],
  openai: ['OPENAI_API_KEY'],
  google: ['GOOGLE_GENERATIVE_AI_API_KEY', 'GEMINI_API_KEY'],
  alibaba: ['DASHSCOPE_API_KEY', 'ALIBABA_API_KEY'],
  deepseek: ['DEEPSEEK_API_KEY'],
} as const

/** The environment, read once. `lookup` answers for vendor keys and for `${NAME}` in the configuration. */
export interface Env {
  /** Absolute path of the home folder. */
  readonly home: string
  /** Set by OPENCLAW_GATEWAY_PORT; wins over the configuration. */
  readonly port: number | undefined
  readonly logLevel: LogLevel
  /** A variable that is set to nothing counts as missing. */
  lookup(name: string): string | undefined
  /** Values of the vendor keys, of whatever is named like a secret, and passwords of proxies, for redaction. */
  readonly secrets: readonly string[]
}

/**
 * The only reader of the process environment.
 *
 * @throws AppError `config_invalid` naming the variable, its value and what was expected.
 */
export function createEnv(source: Record<string, string | undefined> = process.env): Env {
  const lookup = (name: string): string | undefined => {
    const value = source[name]
    return value === undefined || value.trim() === '' ? undefined : value
  }
  return {
    home: readHome(lookup('OPENCLAW_HOME')),
    port: readPort(lookup('OPENCLAW_GATEWAY_PORT')),
    logLevel: readLevel(lookup('OPENCLAW_LOG_LEVEL')),
    lookup,
    secrets: [
      ...listNamedSecrets(Object.keys(source)).flatMap((name) => lookup(name) ?? []),
      ...listPasswords(lookup),
    ],
  }
}

const SECRET_NAME = /(?:^|_)(?:(?:API|ACCESS)?KEY|TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?)$/i

const listNamedSecrets = (names: readonly string[]): string[] => [
  ...new Set([...Object.values(VENDOR_KEYS).flat(), ...names.filter((name) => SECRET_NAME.test(name))]),
]

/** Of proxies, as they are written in an address. */
function listPasswords(lookup: Env['lookup']): string[] {
  return ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'].flatMap(
    (name) => {
      const password = URL.parse(lookup(name) ?? '')?.password ?? ''
      return password === '' ? [] : [password]
    },
  )
}

function readHome(value: string | undefined): string {
  const root = findHomeRoot(value)
  if (root !== undefined) return root
  throw new AppError('config_invalid', `OPENCLAW_HOME is "${value}"; expected an absolute path of a folder.`)
}

function readPort(value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  const port = /^\d{1,5}$/.test(value.trim()) ? Number(value) : 0
  if (port >= 1 && port <= 65535) return port
  throw new AppError(
    'config_invalid',
    `OPENCLAW_GATEWAY_PORT is "${value}"; expected a whole number from 1 to 65535.`,
  )
}

function readLevel(value: string | undefined): LogLevel {
  if (value === undefined) return 'info'
  const level = LOG_LEVELS.find((candidate) => candidate === value.trim().toLowerCase())
  if (level) return level
  throw new AppError(
    'config_invalid',
    `OPENCLAW_LOG_LEVEL is "${value}"; expected one of ${LOG_LEVELS.join(', ')}.`,
  )
}
