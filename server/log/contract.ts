import type { LogLevel } from '../env.ts'

export interface LogLine {
  /** Where it stands, for `before` and `after`. */
  readonly cursor: string
  /** In Unix milliseconds. */
  readonly at: number
  readonly level: Exclude<LogLevel, 'silent'>
  /** The part of the gateway that wrote it. */
  readonly part: string | null
  readonly message: string
  /** All of it, as JSON; cut where it is very long. */
  readonly raw: string
}

export interface LogPage {
  /** The oldest first. */
  readonly lines: readonly LogLine[]
  /** From where to look further back; null where nothing is older. Lines may be few where a filter left them out. */
  readonly older: string | null
  /** From where to go on. */
  readonly newer: string
  /** Lines between `after` and these are gone already. */
  readonly hasGap: boolean
}

export interface LogsFeature {
  /** The newest lines, or those next to a cursor. Secrets are left out as in the file. */
  list(query: {
    before?: string | undefined
    after?: string | undefined
    /** This level and worse ones. */
    level?: Exclude<LogLevel, 'silent'> | undefined
    /** Lines that hold these words, in any case of letters. */
    text?: string | undefined
    limit: number
  }): Promise<LogPage>
}
