import type { Path } from '../path.ts'
import { sayFinding } from './words.ts'

/** What would fit in the place of a wrong value, as data, for clients with words of their own. */
export type Expected =
  | { readonly is: 'one-of'; readonly values: readonly string[] }
  | { readonly is: 'type'; readonly type: string }
  | { readonly is: 'at-least' | 'at-most' | 'items' | 'characters'; readonly limit: number }
  | { readonly is: 'url' | 'filled' }
  | { readonly is: 'words'; readonly words: string }

/** What is to be said of a configuration, as data; `sayFinding` says it in the reader's language. */
export interface FindingFacts {
  /**
   * `unreadable`, `wrong` and `gone` are mistakes: what the file says is not taken as it stands. `missing-variable`,
   * `duplicate` and `unknown` are kept and reported. `kept` and `secrets-missing` say what is in force instead of the
   * file; `hook` and `credentials`, which part is off for a reason that the file alone does not tell.
   */
  readonly kind:
    | 'unreadable'
    | 'wrong'
    | 'gone'
    | 'missing-variable'
    | 'duplicate'
    | 'unknown'
    | 'kept'
    | 'secrets-missing'
    | 'hook'
    | 'credentials'
  /** Where; empty where it is about the whole file. */
  readonly path: Path
  /** Of what does not parse: counted from 1. */
  readonly position?: { readonly line: number; readonly column: number }
  /** Of a wrong value: as it was written, where it is no secret, and what would fit, one or the other. */
  readonly shown?: string
  readonly expected?: readonly Expected[]
  /** The environment variable that is not set; the setting that was probably meant; the reason. */
  readonly name?: string
  /** What a program said of it, in its own words. */
  readonly detail?: string
  /** What holds in its place, where that is known. */
  readonly instead?: 'default' | 'before' | 'left-out'
  /** When that was written which holds instead, in milliseconds since 1970. */
  readonly at?: number
}

export interface Finding extends FindingFacts {
  /** The same as a sentence in English: what is wrong, where, and what was expected. Holds no secret. */
  readonly message: string
}

export const toFinding = (facts: FindingFacts): Finding => ({ ...facts, message: sayFinding(facts, 'en') })

/** The same, without what holds in its place, or with something else. */
export function holdInstead(
  { message: _, instead: _before, ...facts }: Finding,
  instead?: FindingFacts['instead'],
): Finding {
  return toFinding({ ...facts, ...(instead && { instead }) })
}

export const isMistake = ({ kind }: Pick<Finding, 'kind'>): boolean =>
  kind === 'unreadable' || kind === 'wrong' || kind === 'gone'
