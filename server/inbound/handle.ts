import type { Db } from '#db/client.ts'
import { explainWriteError } from '#db/write-error.ts'
import { type ErrorCode, toAppError } from '#protocol/errors.ts'
import { CHAT_TEXT_LIMIT } from '#protocol/sessions.ts'
import type { InboundMessage } from '../channels/channel.ts'
import type { Log } from '../log.ts'
import { isOwnChannel, isProgramChannel } from '../own-channels.ts'
import type { MeetStranger } from '../pairing/contract.ts'
import { type Contacts, decideAdmission, NOT_ADDRESSED } from './admit.ts'
import { tellClosedGroup } from './notices/tell-closed-group.ts'
import { tellWaiting } from './notices/tell-waiting.ts'
import { refuseMessage } from './refuse-message.ts'
import { type Routed, routeMessage } from './route.ts'
import { turnAway } from './turn-away.ts'

type RouteDeps = Parameters<typeof routeMessage>[1]

interface HandleDeps extends RouteDeps {
  readonly contacts: Contacts
  /** Notes somebody who wants to be let in. */
  readonly meet: MeetStranger
  readonly log: Pick<Log, 'error'>
}

/** What becomes of a message that was just stored, in the same transaction: an answer, a refusal or silence. */
export function handleMessage(
  tx: Db,
  deps: HandleDeps,
  stored: { inboxId: string; at: number; message: InboundMessage; writtenName: string },
): Routed | undefined {
  const { inboxId, message } = stored
  const admission = decideAdmission(message, deps.contacts)
  const isOthers = admission.kind === 'ignored' && admission.reason === NOT_ADDRESSED
  if (
    message.albumId !== undefined &&
    (isOthers || admission.kind === 'owner' || admission.kind === 'guest')
  ) {
    // Only the piece with the words of an album names us; the sender is the same.
    const joined = deps.files.joinAlbum(tx, stored)
    if (joined) return joined
  }
  if (admission.kind === 'stranger' || admission.kind === 'ignored') {
    const isClosed = admission.reason === 'group-not-allowed' && isOwnersWord(message, deps.contacts)
    if (isClosed && tellClosedGroup(tx, stored)) return undefined
    turnAway(tx, deps.meet, { ...stored, admission })
    return undefined
  }
  const route = (inner: Db) => routeMessage(inner, deps, { ...stored, from: admission.kind })
  // Whoever called waits for the answer, so that a refusal is told there and nothing is stored.
  if (isOwnChannel(message.channel) || isProgramChannel(message.channel)) return route(tx)
  const refuse = (code: ErrorCode): undefined => {
    refuseMessage(tx, { ...stored, code })
  }
  if (message.text.length > CHAT_TEXT_LIMIT) return refuse('too_large')
  if (message.text.trim() === '' && !message.attachments?.length) return refuse('bad_request')
  try {
    // A savepoint: a platform's message that can't be routed stays stored, as failed, and is acknowledged;
    // otherwise the platform would send it again for ever and everything behind it would wait.
    const routed = tx.transaction(route)
    const waits = { ...stored, sessionId: routed.sessionId, from: admission.kind }
    return routed.commandRunId === undefined && tellWaiting(tx, waits) ? { ...routed, told: true } : routed
  } catch (cause) {
    const error = toAppError(explainWriteError(cause))
    if (error.code === 'state_unwritable') throw error
    deps.log.error('A message could not be given to a session', { channel: message.channel, inboxId, error })
    return refuse(error.code)
  }
}

/** Whether the owner spoke to us, wherever that was. */
const isOwnersWord = (message: InboundMessage, contacts: Contacts): boolean =>
  (message.mentioned === true || message.repliedToUs === true) && contacts.findRole(message) === 'owner'
