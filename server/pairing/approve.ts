import type { Db } from '#db/client.ts'
import { saveContact } from '#db/queries/access/contacts.ts'
import {
  type decidePairingRequest,
  findPairingRequest,
  listPairingCodes,
  type PairingRequest,
} from '#db/queries/access/pairing.ts'
import { createOutboxRow } from '#db/queries/outbox.ts'
import { DEFAULT_ACCOUNT, type PairingApproval } from '#protocol/access/pairing.ts'
import type { Principal, Scope } from '#protocol/access/principal.ts'
import { AppError } from '#protocol/errors.ts'
import type { Audit } from '../auth/audit.ts'
import type { Requests } from './requests.ts'
import type { TypedCodes } from './typed-codes.ts'

/** What a browser may do where nothing else is said. */
const BROWSER_SCOPES: readonly Scope[] = ['read', 'chat', 'approve']
/** What an owner's account on a platform comes to: nobody gives more than he has. */
const OWNER_ACCOUNT_SCOPES: readonly Scope[] = ['read', 'chat', 'approve']

/** Nobody has read what he wrote as a stranger, and he might wait for an answer to it. */
const WELCOME = {
  en: 'You have been let in: write to me whenever you like. What you wrote before I have not read, so send it again if you still need an answer.',
  zh: '你已获准使用，现在可以给我发消息了。你之前发的内容我没有看到，如果还需要回答，请再发一次。',
} as const

export type Decide = typeof decidePairingRequest

export interface ApproveDeps {
  readonly db: Db
  readonly requests: Requests
  readonly typedCodes: TypedCodes
  /** Gives a request to one caller only: another one only in tests, to show that they would notice. */
  readonly decide: Decide
  readonly audit: Audit
}

/** Lets a request in and gives it as it is now; the caller tells the world after the commit. */
export function createApprove(deps: ApproveDeps) {
  const { db, requests } = deps

  return function approve(approval: PairingApproval, by: Principal): PairingRequest {
    const found = findMeant(deps, approval, by)
    const { kind } = found
    const scopes = requireScopes(kind, approval, by)
    return db.transaction(
      (tx) => {
        const at = requests.moment()
        const decided = deps.decide(tx, { id: found.id, state: 'approved', scopes, at })
        if (!decided) throw explain(findPairingRequest(tx, found.id))
        const { id: pairingId, channel, account, senderId } = decided
        const as = kind === 'person' ? (approval.as ?? 'guest') : null
        if (as !== null) admitPerson(tx, decided, { as, at: at.now })
        const detail = { pairingId, channel, account, senderId, as, scopes }
        deps.audit({ action: 'pairing.approve', actor: by.credentialId, outcome: 'allowed', detail })
        return decided
      },
      { behavior: 'immediate' },
    )
  }
}

function findMeant(deps: ApproveDeps, approval: PairingApproval, by: Principal): PairingRequest {
  const { db, requests, typedCodes } = deps
  requests.sweep(db)
  if ('pairingId' in approval) {
    const request = findPairingRequest(db, approval.pairingId)
    if (request?.state !== 'pending') throw explain(request)
    return request
  }
  const retryAfterMs = typedCodes.waitMs(by.credentialId)
  if (retryAfterMs > 0) {
    throw new AppError(
      'too_many',
      'Five wrong codes were typed here. Typed codes wait ten minutes; choosing the request in the list still works, and so does the command line on the machine itself.',
      { retryAfterMs },
    )
  }
  const { channel, account = DEFAULT_ACCOUNT } = approval
  const code = approval.code.replace(/[\s-]/g, '')
  const all = listPairingCodes(db, code)
  const here = all.find((request) => request.channel === channel && request.account === account)
  if (here?.state === 'pending') {
    typedCodes.hit(by.credentialId)
    return here
  }
  typedCodes.missed(by.credentialId)
  const elsewhere = all.find(({ state }) => state === 'pending')
  throw elsewhere ? belongsTo(elsewhere) : explain(here)
}

function belongsTo({ channel, account }: PairingRequest): AppError {
  const where = account === DEFAULT_ACCOUNT ? channel : `${channel}, account ${account}`
  return new AppError('not_found', `This code is not of that channel: it was given out by ${where}.`)
}

/** Why a request can't be let in. */
export function explain(request: PairingRequest | undefined): AppError {
  switch (request?.state) {
    case 'approved':
      return new AppError('conflict', 'This code was used already: whoever it belongs to has been let in.')
    case 'rejected':
      return new AppError('conflict', 'This code was used already: its request was rejected.')
    case undefined:
      return new AppError('not_found', 'There is no request with this code. Look at "openclaw pairing list".')
    default:
      return new AppError(
        'not_found',
        'This code has expired: codes live one hour. Ask for a new one by writing, or opening the page, again.',
      )
  }
}

/** A browser's scopes; null for people. Throws where more would be given than the giver has. */
function requireScopes(
  kind: PairingRequest['kind'],
  approval: PairingApproval,
  by: Principal,
): Scope[] | null {
  if (kind === 'browser' && approval.as !== undefined) {
    throw new AppError('bad_request', 'A browser is the owner\'s device: leave "as" out, it is for people.')
  }
  if (kind === 'person' && approval.scopes !== undefined) {
    throw new AppError('bad_request', 'People are let in as guest or owner: leave "scopes" out.')
  }
  const scopes = [...new Set(approval.scopes ?? BROWSER_SCOPES)]
  if (scopes.includes('agent')) throw new AppError('bad_request', 'A browser is no agent.')
  const given = kind === 'browser' ? scopes : approval.as === 'owner' ? OWNER_ACCOUNT_SCOPES : []
  const missing = given.filter((scope) => !by.scopes.includes(scope))
  if (missing.length > 0) {
    throw new AppError('forbidden', `This credential can't give what it lacks itself: ${missing.join(', ')}.`)
  }
  return kind === 'browser' ? scopes : null
}

/** Lets a person in by his id, and tells him where he wrote. No group comes with it. */
function admitPerson(
  tx: Db,
  request: PairingRequest,
  { as, at }: { as: 'guest' | 'owner'; at: number },
): void {
  const { id, channel, account, senderId, chatId, name, language } = request
  if (senderId === null || chatId === null)
    throw new AppError('internal', 'A person without an id was noted.')
  saveContact(tx, { channel, account, senderId, kind: as, name, createdAt: at })
  const text = WELCOME[language ?? 'en']
  createOutboxRow(tx, {
    id: `pairing-${id}`,
    runId: `notice:${id}`,
    part: 0,
    channel,
    account,
    chatId,
    text,
    createdAt: at,
  })
}
