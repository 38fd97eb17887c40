import type { PairingRequest } from '#db/queries/access/pairing.ts'
import type { PairingSummary } from '#protocol/access/pairing.ts'
import { findLookAlike } from './look-alike.ts'
import { QUEUE_LIMIT } from './requests.ts'

/** A request as the owner sees it. `known`: the names of those who were let in before. */
export function summarize(request: PairingRequest, known: readonly string[]): PairingSummary {
  const { id, kind, channel, account, senderId, name, code, createdAt, expiresAt } = request
  const lookAlike = (kind === 'person' && findLookAlike(name, known)) || null
  const warning = lookAlike !== null ? 'look-alike' : request.hadHidden ? 'hidden-characters' : null
  return {
    pairingId: id,
    kind,
    channel,
    account,
    senderId,
    name,
    warning,
    lookAlike,
    code,
    createdAt,
    expiresAt,
  }
}

/** The channel accounts where as many wait as may. */
export function listFull(waiting: readonly PairingRequest[]): { channel: string; account: string }[] {
  const places = new Map(
    waiting.map(({ channel, account }) => [JSON.stringify([channel, account]), { channel, account }]),
  )
  return [...places.values()].filter(
    ({ channel, account }) =>
      waiting.filter((request) => request.channel === channel && request.account === account).length >=
      QUEUE_LIMIT,
  )
}
