import { randomUUID } from 'node:crypto'
import type { Db } from '#db/client.ts'
import { listFailedAnswers } from '#db/queries/panel/failed-answers.ts'
import { getTask } from '#db/queries/panel/tasks.ts'
import {
  countSessions,
  createSession,
  findSession,
  findSessionByKey,
  listSessions,
  markSessionRead,
  nameSession,
  type Session,
  touchSession,
  updateSession,
} from '#db/queries/sessions.ts'
import { MAIN_AGENT } from '#protocol/agent.ts'
import { AppError } from '#protocol/errors.ts'
import type { SessionSummary } from '#protocol/sessions.ts'
import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import { followTitles, type GroupTitles, groupTitle, retitleGroup, titlesNow } from './chat-title.ts'
import type { SessionsFeature } from './contract.ts'
import { firstWords } from './first-words.ts'
import { createSessionFacts } from './session-facts.ts'
import {
  agentOf,
  chatSessionKey,
  forkSessionKey,
  MAIN_SESSION_KEY,
  ownSessionKey,
  type PlatformChat,
  sessionClass,
} from './session-key.ts'

/** A failed answer asks for the owner's attention this long, and so many do at most. */
const FAILED_MS = 14 * 24 * 60 * 60_000
const FAILED_LIMIT = 50
/** Most characters of a title; what is longer is cut. */
const TITLE_LIMIT = 200

export interface Sessions
  extends Pick<
    SessionsFeature,
    'list' | 'get' | 'create' | 'rename' | 'archive' | 'markRead' | 'listFailed' | 'getTask'
  > {
  /** The main session, made at the first call. */
  getMain(): SessionSummary
  find(sessionId: string): SessionSummary | undefined
  /** The session of a chat on a platform, made inside the given transaction where it does not exist. */
  openChat(tx: Db, chat: PlatformChat & GroupTitles & { senderName: string }): SessionSummary
  /** The platform gave a group or one of its topics another name. */
  retitle(group: GroupTitles): void
  /** Notes a message of the user: the session moves up, and a nameless one gets the first words as its title. */
  noteMessage(tx: Db, note: { sessionId: string; text: string; at: number }): void
  /** A session that goes on from a part of another one; of the same class, the same model and the given name. */
  openFork(tx: Db, from: SessionSummary, title: string): SessionSummary
  count(): number
}

/**
 * Conversations and their class. `isRunning` says whether an answer is being made now, `windowOf` how many tokens
 * a model holds, `agentIds` which agents there are.
 */
export function createSessions(deps: {
  db: Db
  clock: Clock
  events: Events
  isRunning: (sessionId: string) => boolean
  agentIds?: () => readonly string[]
  windowOf?: (model: string) => number | undefined
}): Sessions {
  const { db, clock, events, isRunning, agentIds = () => [MAIN_AGENT], windowOf = () => undefined } = deps

  const summarizer = () => {
    const factsOf = createSessionFacts(db, windowOf)
    return ({
      readPosition: _position,
      chatTitle: _chat,
      topicTitle: _topic,
      ...session
    }: Session): SessionSummary => ({
      ...session,
      running: isRunning(session.id),
      ...factsOf(session),
    })
  }
  const summarize = (session: Session): SessionSummary => summarizer()(session)

  function insert(
    tx: Db,
    fields: Pick<Session, 'id' | 'key' | 'title'> &
      Partial<Pick<Session, 'model' | 'chatTitle' | 'topicTitle'>>,
  ): Session {
    const now = clock.now()
    const session: Session = {
      model: null,
      chatTitle: '',
      topicTitle: '',
      ...fields,
      agent: agentOf(fields.key),
      trusted: sessionClass(fields.key) === 'trusted',
      archived: false,
      readPosition: -1,
      createdAt: now,
      updatedAt: now,
    }
    createSession(tx, session)
    return session
  }

  function open(tx: Db, key: string, title: string): SessionSummary {
    return summarize(
      findSessionByKey(tx, key) ?? insert(tx, { id: randomUUID(), key, title: cleanTitle(title) }),
    )
  }

  function openGroup(tx: Db, chat: PlatformChat & GroupTitles): SessionSummary {
    const key = chatSessionKey(chat)
    const known = findSessionByKey(tx, key)
    const titles = titlesNow(chat, known)
    if (known === undefined) {
      const title = cleanTitle(groupTitle(tx, chat, titles))
      return summarize(insert(tx, { id: randomUUID(), key, title, ...titles }))
    }
    return followTitles(tx, known, { group: chat, titles }) ? get(known.id) : summarize(known)
  }

  function find(sessionId: string): SessionSummary | undefined {
    const session = findSession(db, sessionId)
    return session && summarize(session)
  }

  function get(sessionId: string): SessionSummary {
    const session = find(sessionId)
    if (!session) throw new AppError('unknown_session', 'There is no such session. It may have been deleted.')
    return session
  }

  function change(sessionId: string, fields: { title: string } | { archived: boolean }): SessionSummary {
    updateSession(db, sessionId, fields)
    const session = get(sessionId)
    events.system({ type: 'session-change', sessionId })
    return session
  }

  return {
    find,
    openChat: (tx, chat) =>
      chat.chatKind === 'direct' ? open(tx, chatSessionKey(chat), chat.senderName) : openGroup(tx, chat),
    retitle(group) {
      const changed = db.transaction((tx) => retitleGroup(tx, group), { behavior: 'immediate' })
      for (const sessionId of changed) events.system({ type: 'session-change', sessionId })
    },
    noteMessage(tx, { sessionId, text, at }) {
      touchSession(tx, sessionId, at)
      const session = findSession(tx, sessionId)
      // The main session has no subject: it goes on for years, and the panel has its own word for it.
      const isNameless = session?.title === '' && session.key !== MAIN_SESSION_KEY
      if (isNameless) nameSession(tx, sessionId, firstWords(text))
      if (session?.archived) updateSession(tx, sessionId, { archived: false })
    },
    openFork(tx, from, title) {
      const id = randomUUID()
      const key = forkSessionKey(from, id)
      return summarize(insert(tx, { id, key, title: cleanTitle(title), model: from.model }))
    },
    list: (archived = false) => listSessions(db, archived).map(summarizer()),
    count: () => countSessions(db),
    getMain() {
      const main = findSessionByKey(db, MAIN_SESSION_KEY)
      if (main) return summarize(main)
      return db.transaction((tx) => open(tx, MAIN_SESSION_KEY, ''), { behavior: 'immediate' })
    },
    get,
    rename: (sessionId, title) => change(sessionId, { title: cleanTitle(title) }),
    archive(sessionId, archived) {
      if (archived && get(sessionId).key === MAIN_SESSION_KEY) {
        throw new AppError(
          'conflict',
          'The main conversation cannot be put away: messages always have a place there.',
        )
      }
      return change(sessionId, { archived })
    },
    markRead(sessionId, messageId) {
      get(sessionId)
      if (!markSessionRead(db, { sessionId, through: messageId })) return
      events.system({ type: 'session-change', sessionId })
    },
    getTask: (runId) => getTask(db, runId),
    listFailed: () => listFailedAnswers(db, { since: clock.now() - FAILED_MS, limit: FAILED_LIMIT }),
    create({ title = '', channel, beside, agent: asked = MAIN_AGENT }) {
      if (beside === undefined) requireAgent(agentIds(), asked)
      const agent = beside === undefined ? asked : get(beside).agent
      const id = randomUUID()
      const session = db.transaction(
        (tx) => insert(tx, { id, key: ownSessionKey(channel, id, agent), title: cleanTitle(title) }),
        { behavior: 'immediate' },
      )
      events.system({ type: 'session-change', sessionId: id })
      return summarize(session)
    },
  }
}

function requireAgent(ids: readonly string[], agent: string): void {
  if (ids.includes(agent)) return
  throw new AppError(
    'unknown_agent',
    `There is no assistant ${JSON.stringify(agent)}; there ${ids.length > 1 ? 'are' : 'is'} ${ids.join(', ')}. Add one under agents.list in openclaw.json, or on the Models page.`,
  )
}

const cleanTitle = (title: string): string => title.replace(/\s+/g, ' ').trim().slice(0, TITLE_LIMIT)
