import type { Db } from '#db/client.ts'
import {
  deleteHearing,
  findHearing,
  type Hearing,
  type Missed,
  saveHearing,
} from '#db/queries/channels/hearings.ts'
import type { Language } from '#protocol/chat/language.ts'
import { toAppError } from '#protocol/errors.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Channel } from './channel.ts'

/** How often at most it is written down that an account hears its platform, in milliseconds. */
const WRITE_MS = 60_000
/** How long after their time it is said that messages may be missing, in milliseconds: a week after the return from it. */
const SHOWN_MS = 8 * 24 * 60 * 60_000

type Listener = Pick<Channel, 'name' | 'account' | 'keepsMs' | 'address'>

/** What each channel account has heard of its platform, over all starts of the gateway. */
export interface Absences {
  /** The account hears its platform at `at`. True where it has just come out that messages may be missing. Never throws. */
  note(channel: Listener, at: number): boolean
  /** What is known of an account; undefined before it heard its platform for the first time. */
  find(channel: Pick<Channel, 'name' | 'account'>): Hearing | undefined
  /** The account is gone. */
  forget(channel: Pick<Channel, 'name' | 'account'>): void
}

/**
 * Notices when an account was away for longer than its platform keeps messages, and tells the owner which may be
 * missing: once in his main conversation, and for a week where the account is shown.
 */
export function createAbsences(deps: {
  db: Db
  clock: Clock
  /** The owner's main conversation, and the language that is spoken there. */
  main: () => { sessionId: string; language: Language }
  /** Says something in a session. Idempotent by `messageId`. */
  post: (note: { sessionId: string; messageId: string; text: string }) => unknown
  log: Pick<Log, 'warn'>
}): Absences {
  const { db, clock, post, log } = deps

  function tell(channel: Listener, missed: Missed): void {
    const { sessionId, language } = deps.main()
    const messageId = `missed:${channel.name}:${channel.account}:${missed.from}`
    post({ sessionId, messageId, text: words(channel, missed, language) })
    const { name, account } = channel
    log.warn(`${name} was away for longer than it keeps messages: some may be missing`, {
      account,
      ...missed,
    })
  }

  return {
    note(channel, at) {
      const { keepsMs = Number.POSITIVE_INFINITY } = channel
      const key = keyOf(channel)
      try {
        const known = findHearing(db, key)?.heardAt
        const silence = known === undefined ? WRITE_MS : at - known
        // Below zero where the clock was set back.
        if (silence >= 0 && silence < WRITE_MS) return false
        const missed = known !== undefined && silence > keepsMs ? { from: known, until: at - keepsMs } : null
        if (missed) tell(channel, missed)
        saveHearing(db, key, { heardAt: at, missed })
        return missed !== null
      } catch (cause) {
        log.warn('It could not be written down when a channel was last heard of', {
          error: toAppError(cause),
        })
        return false
      }
    },
    find(channel) {
      const known = findHearing(db, keyOf(channel))
      const isOver = known?.missed && clock.now() - known.missed.until > SHOWN_MS
      return known && { ...known, missed: isOver ? null : known.missed }
    },
    forget: (channel) => deleteHearing(db, keyOf(channel)),
  }
}

const keyOf = ({ name, account }: Pick<Channel, 'name' | 'account'>) => ({ channel: name, account })

function words(
  { name, account, keepsMs = 0, address }: Listener,
  { from, until }: Missed,
  language: Language,
) {
  const bot = address?.()?.name ?? account
  const hours = Math.round(keepsMs / 3_600_000)
  const time = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
  const [first, last] = [time.format(from), time.format(until)]
  return language === 'zh'
    ? `${bot}（${name}）曾长时间没有连上。${first} 至 ${last} 之间写给它的消息可能已经丢失，因为平台只保留 ${hours} 小时。更晚的消息都已收到，会照常回答。`
    : `${bot} (${name}) was not connected for a long time. What was written to it between ${first} and ${last} may be missing: the platform keeps messages for ${hours} hours. Everything later has come in and is answered now.`
}
