import type { Principal } from '#protocol/access/principal.ts'
import type { Change } from '#protocol/config/changes.ts'
import type { Field } from '#protocol/config/fields.ts'
import type { Finding } from '#protocol/config/findings/finding.ts'

/** A finding with the place in the text that it is about; lines and columns count from 1. */
export type PlacedFinding = Finding & {
  readonly line: number
  readonly column: number
  readonly length: number
}

export interface ConfigReport {
  /** Every setting that this version knows, as a form shows it. */
  readonly fields: readonly Omit<Field, 'schema'>[]
  /** Of the file as it stands: a change that was made to an older one is refused. */
  readonly hash: string
  /**
   * What the file says, or said last where it can't be read; and the same with every default. Secrets are replaced by
   * marks.
   */
  readonly written: unknown
  readonly values: unknown
  readonly findings: readonly PlacedFinding[]
  /** What is in force instead, where the file as a whole is not; empty where it is. */
  readonly inForce: readonly Finding[]
  /** Settings that differ from what was read at the start: they wait for the next one. */
  readonly waiting: readonly string[]
  /** When the version was written that `undo` brings back; null where there is none. */
  readonly undoAt: number | null
}

export interface ConfigFeature {
  get(): ConfigReport
  /** The file as it is written, comments included; each secret is replaced by a mark. */
  text(): { text: string; hash: string }
  /** What would be wrong with this text, or with the file after these changes. Marks of secrets count as the secrets. */
  check(asked: { text: string } | { changes: readonly Change[] }): {
    ok: boolean
    findings: PlacedFinding[]
  }
  /**
   * Writes the file, of which all else stays as it stands; in force when this returns. Throws, with the file as it
   * was, `conflict` where it has changed since `baseHash`, `config_invalid` where it would hold a mistake that it did
   * not hold, `bad_request` for a mark in the place of another secret or a setting that there is not,
   * `state_unwritable`.
   */
  set(
    change: { baseHash: string } & ({ changes: readonly Change[] } | { text: string }),
    by: Principal,
  ): { hash: string; waiting: readonly string[] }
  /**
   * Brings the version before this one back, or the file where it is gone; then `missing` names the settings whose
   * secrets went with it. Throws as `set`, and `not_found` where there is none.
   */
  undo(
    baseHash: string,
    by: Principal,
  ): { hash: string; waiting: readonly string[]; missing: readonly string[] }
}
