import type { Path } from '../path.ts'

/** What would fit in the place of a wrong value, as data, for clients with words of their own. */
export type Expected =
  | { readonly is: 'one-of'; readonly values: readonly string[] }
  | { readonly is: 'type'; readonly type: string }
  | { readonly is: 'at-least' | 'at-most' | 'items' | 'characters'; readonly limit: number }
  | { readonly is: 'url' | 'filled' }
  | { readonly is: 'words'; readonly words: string }

/** Something that a configuration says and that can't be taken as it stands. */
export interface Finding {
  /** `unreadable` and `wrong` are mistakes; the others are kept and reported. */
  readonly kind: 'unreadable' | 'wrong' | 'missing-variable' | 'duplicate' | 'unknown'
  /** Where; empty where it is about the whole file. */
  readonly path: Path
  /** A sentence for people: what is wrong, where, and what was expected. Holds no secret. */
  readonly message: string
  /** Of what does not parse: counted from 1. */
  readonly position?: { readonly line: number; readonly column: number }
  /** Of a wrong value: as it was written, where it is no secret, and what would fit, one or the other. */
  readonly shown?: string
  readonly expected?: readonly Expected[]
  /** The environment variable that is not set; the setting that was probably meant; the parser's reason. */
  readonly name?: string
}

/** A mistake, without what comes of it where nothing else is known than the file. */
export const sentenceOf = ({ message }: Pick<Finding, 'message'>): string =>
  message.replace(' The default is used instead.', '').replace(' Nothing of the file is in force.', '')

export const isMistake = ({ kind }: Finding): boolean => kind === 'unreadable' || kind === 'wrong'
