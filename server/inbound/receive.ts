import type { Db } from '#db/client.ts'
import { explainWriteError } from '#db/write-error.ts'
import type { InboundMessage } from '../channels/channel.ts'
import type { Clock, Failpoint } from '../clock.ts'
import type { Events } from '../events.ts'
import type { Log } from '../log.ts'
import { isOwnChannel } from '../own-channels.ts'
import type { MeetStranger } from '../pairing/contract.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { Contacts } from './admit.ts'
import { cleanName, cleanTitles } from './clean-name.ts'
import { handleMessage } from './handle.ts'
import type { Routed } from './route.ts'
import { storeMessage } from './store.ts'
import { type ModelWords, namesModel } from './turn.ts'

export interface ReceiveDeps {
  db: Db
  clock: Clock
  events: Events
  sessions: Sessions
  contacts: Contacts
  /** Notes somebody who wants to be let in. */
  meet: MeetStranger
  /** Tells the session's lane that a run waits. */
  wake: (sessionId: string) => void
  /** The models that words can name; `look` learns what runs on this machine now. */
  models: ModelWords & { look(): Promise<void> }
  files: Parameters<typeof handleMessage>[1]['files']
  /** Asks the platforms for files that messages announced. */
  fetchFiles: () => void
  /** Takes new words for a message that came before. */
  amend: (message: InboundMessage) => Promise<void>
  /** Answers a chat command that was stored. */
  command: (runId: string) => void
  /** Tells the way out that something may wait there. */
  deliver: () => void
  failpoint: Failpoint
  log: Pick<Log, 'error'>
}

/**
 * The one way in. Stores a message, with its dedupe keys, what was
 * decided about it and the run that answers it, in one transaction; resolves after the commit, so that
 * whoever awaits it may acknowledge. A repeat changes nothing. Rejects where it could not be stored:
 * then nothing may be acknowledged.
 */
export function createReceive(deps: ReceiveDeps): (message: InboundMessage) => Promise<void> {
  const { db, events, wake, failpoint } = deps

  function commit(message: InboundMessage, writtenName: string): Routed | undefined {
    try {
      return db.transaction(
        (tx) => {
          const stored = storeMessage(tx, deps.clock, message)
          const routed = stored && handleMessage(tx, deps, { ...stored, message, writtenName })
          failpoint('inbound.before-commit')
          return routed
        },
        { behavior: 'immediate' },
      )
    } catch (cause) {
      throw explainWriteError(cause)
    }
  }

  return async (message) => {
    if (message.edited) return deps.amend(message)
    if (namesModel(message.text)) await deps.models.look()
    const named = { ...cleanTitles(message), senderName: cleanName(message.senderName) }
    const routed = commit(named, message.senderName)
    failpoint('inbound.after-commit')
    if (!routed) return isOwnChannel(message.channel) ? undefined : deps.deliver()
    if (message.insteadOf !== undefined) events.session(routed.sessionId, { type: 'versions-change' })
    events.session(routed.sessionId, { type: 'message', message: routed.message })
    events.system({ type: 'session-change', sessionId: routed.sessionId })
    if (routed.chosenModel !== undefined) {
      events.system({ type: 'model-change', sessionId: routed.sessionId, model: routed.chosenModel })
    }
    if (message.attachments?.length) deps.fetchFiles()
    if (routed.told) deps.deliver()
    if (routed.commandRunId === undefined) wake(routed.sessionId)
    else deps.command(routed.commandRunId)
  }
}
