import type { AuditQuery } from '#db/queries/access/audit.ts'
import type { AuditEntry } from '#protocol/access/audit.ts'
import type { Principal, Scope } from '#protocol/access/principal.ts'
import type { Decision } from './audit.ts'

/** A credential as its owner sees it; times are Unix milliseconds. Its secret is not kept anywhere. */
export interface CredentialSummary {
  readonly id: string
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly createdAt: number
  /** To the minute. */
  readonly lastUsedAt: number | null
  readonly expiresAt: number | null
}

export interface DevicesFeature {
  /** Browsers that are signed in, oldest first; `current` marks the one that asks. */
  list(by: Principal): (CredentialSummary & { current: boolean })[]
  /** Throws `not_found`. */
  rename(id: string, name: string, by: Principal): void
  /** Signs a browser out: its connections close, its next call is refused. Throws `not_found`. */
  revoke(id: string, by: Principal): void
}

export interface TokensFeature {
  /** API tokens that are live, oldest first. */
  list(): CredentialSummary[]
  /**
   * Makes a token; it is shown this once. Throws `forbidden` where it would hold a scope that its maker
   * does not hold: only `agent`, which is no scope of a person, is given by whoever holds `admin`.
   */
  create(
    token: { name: string; scopes: readonly Scope[]; expiresInDays?: number | undefined },
    by: Principal,
  ): { id: string; token: string }
  /** Ends a token with its connections. Throws `not_found`. */
  revoke(id: string, by: Principal): void
}

export interface AuditFeature {
  /**
   * The newest first. `actions` are those that there are lines of; `chain` says whether the whole log is as it was
   * written, `brokenAfter` the last line up to which it is, where it is not.
   */
  list(query: AuditQuery): Promise<{
    entries: AuditEntry[]
    actions: string[]
    chain: 'intact' | 'broken'
    brokenAfter: number | null
  }>
  record(decision: Decision): void
  /** Writes a refusal down, or only counts it where there were many of late. */
  refuse(decision: Omit<Decision, 'outcome'>): void
}

export interface LoginFeature {
  /** A fresh one-time link: 10 minutes, one use. `by` is a credential id; the gateway itself where absent. */
  createLink(by?: string): { url: string; expiresAt: number }
}
