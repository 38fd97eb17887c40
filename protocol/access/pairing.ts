import * as z from 'zod'
import { id } from '../ids.ts'
import { scope } from './principal.ts'

/** The name of the channel that new browsers stand in, and of the account that everything has by default. */
export const BROWSER_CHANNEL = 'browser'
export const DEFAULT_ACCOUNT = 'default'

export const pairingKind = z.enum(['person', 'browser'])
/** What a person is let in as; an owner writes into the main conversation and decides there. */
export const contactKind = z.enum(['guest', 'owner'])

/** Why a name should not be trusted at a glance. Names decide nothing. */
export const nameWarning = z.enum(['look-alike', 'hidden-characters'])

/** Who may write to the assistant directly. The configuration describes them. */
export const dmPolicy = z.enum(['pairing', 'allowlist', 'open', 'disabled'])
export type DmPolicy = z.infer<typeof dmPolicy>

/** Somebody who wants in and waits. Times are Unix milliseconds. */
export const pairingSummary = z.object({
  pairingId: z.string(),
  kind: pairingKind,
  channel: z.string(),
  account: z.string(),
  /** The platform's immutable id; null for browsers. */
  senderId: z.string().nullable(),
  name: z.string(),
  warning: nameWarning.nullable(),
  /** Whom the name looks like. */
  lookAlike: z.string().nullable(),
  /** Six digits. */
  code: z.string(),
  createdAt: z.number().int(),
  expiresAt: z.number().int(),
})
export type PairingSummary = z.infer<typeof pairingSummary>

const platformName = z.string().trim().min(1).max(100)
const platformId = z.string().min(1).max(200)
const decision = { as: contactKind.optional(), scopes: z.array(scope).min(1).max(5).optional() }

/** One channel account; without an account the one called `default`. */
export const channelAccountRef = z.object({ channel: platformName, account: platformName.optional() })

/** Which request, by its id or by the code that was shown; as what a person, with which scopes a browser. */
export const pairingApproval = z.union([
  z.strictObject({ pairingId: id, ...decision }),
  z.strictObject({ ...channelAccountRef.shape, code: z.string().trim().min(1).max(20), ...decision }),
])
export type PairingApproval = z.infer<typeof pairingApproval>

export const approvedPairing = z.object({
  pairingId: z.string(),
  kind: pairingKind,
  channel: z.string(),
  account: z.string(),
  name: z.string(),
  /** Null for browsers. */
  as: contactKind.nullable(),
})
export type ApprovedPairing = z.infer<typeof approvedPairing>

/** A person on a platform, and a group there, by the platform's own ids. */
export const contactRef = channelAccountRef.extend({ senderId: platformId })
export const groupRef = channelAccountRef.extend({ chatId: platformId })

export const contactSummary = z.object({
  channel: z.string(),
  account: z.string(),
  senderId: z.string(),
  kind: contactKind,
  name: z.string(),
  createdAt: z.number().int(),
})
export type ContactSummary = z.infer<typeof contactSummary>

export const groupSummary = z.object({
  channel: z.string(),
  account: z.string(),
  chatId: z.string(),
  name: z.string(),
  createdAt: z.number().int(),
})
export type GroupSummary = z.infer<typeof groupSummary>
