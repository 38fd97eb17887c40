import { randomBytes } from 'node:crypto'
import { chmodSync, lstatSync, readFileSync, writeFileSync } from 'node:fs'
import { AppError } from '#protocol/errors.ts'

const TOKEN_BYTES = 32
const SHORTEST_TOKEN = 32

/**
 * The token that programs of the owner use, from `state/gateway.token` (0600): made of 256 random bits
 * at the first start. A weak one that somebody wrote there is refused, never replaced, as is one that is
 * used for something else already: who may do the one thing must not be able to do the other.
 */
export function readToken(file: string, otherSecrets: readonly string[] = []): string {
  const found = lstatSync(file, { throwIfNoEntry: false })
  if (!found) return createToken(file)
  if (!found.isFile()) throw refuse(file, 'is not a plain file')
  chmodSync(file, 0o600)
  const token = readFileSync(file, 'utf8').trim()
  if (token.length < SHORTEST_TOKEN) throw refuse(file, `holds fewer than ${SHORTEST_TOKEN} characters`)
  if (/\s/.test(token)) throw refuse(file, 'holds white space')
  if (new Set(token).size < 8) throw refuse(file, 'holds a token that can be guessed')
  if (otherSecrets.includes(token)) throw refuse(file, 'holds a secret of the configuration')
  return token
}

function createToken(file: string): string {
  const token = randomBytes(TOKEN_BYTES).toString('base64url')
  try {
    writeFileSync(file, `${token}\n`, { mode: 0o600, flag: 'wx' })
  } catch (cause) {
    throw explainUnwritable(file, cause)
  }
  return token
}

function refuse(file: string, what: string): AppError {
  return new AppError(
    'config_invalid',
    `The token file ${file} ${what}. Delete it and start again: a strong token is made then.`,
  )
}

function explainUnwritable(file: string, cause: unknown): AppError {
  return new AppError(
    'state_unwritable',
    `The token file ${file} could not be written. Check that its folder exists and belongs to you.`,
    { cause },
  )
}
