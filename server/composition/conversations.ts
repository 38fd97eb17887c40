import { join } from 'node:path'
import { listAgents } from '#protocol/config/agents.ts'
import type { Agents } from '../agents/pool.ts'
import { createLocalChannel } from '../channels/local-channel.ts'
import { createHub } from '../gateway/hub.ts'
import { createChat } from '../inbound/chat.ts'
import { createPrivacy } from '../inbound/lift-privacy.ts'
import type { Media } from '../media/media.ts'
import { createPost } from '../outbound/post.ts'
import type { Runs } from '../runs/contract.ts'
import { backupsSince } from '../sessions/backups-since.ts'
import { createKeptResults } from '../sessions/kept-results.ts'
import { createSessions } from '../sessions/sessions.ts'
import { createUpkeep } from '../sessions/upkeep.ts'
import type { Ground } from './ground.ts'

/** How many messages a client sees that opens a conversation. */
const SNAPSHOT_MESSAGES = 80

export type Conversations = ReturnType<typeof createConversations>

/** The conversations, what the owner does with them from panel and command line, and who hears of them. */
export function createConversations(
  deps: Pick<Ground, 'db' | 'clock' | 'events' | 'config' | 'newId' | 'home'> &
    Pick<Parameters<typeof createPrivacy>[0], 'audit'> & {
      agents: Pick<Agents, 'endCommands'>
      media: Pick<Media, 'attach' | 'takeSessionFiles'>
      /** How many tokens a model holds. */
      windowOf: (model: string) => number | undefined
      /** What answers in them: built later. */
      runs: () => Pick<Runs, 'isRunning' | 'stop' | 'live'>
    },
) {
  const { db, clock, events, home, audit, agents, media, runs } = deps
  const isRunning = (sessionId: string) => runs().isRunning(sessionId)
  const stopRun = (sessionId: string) => runs().stop(sessionId)
  const sessions = createSessions({
    ...deps,
    isRunning,
    agentIds: () => listAgents(deps.config()).map(({ id }) => id),
  })
  const upkeep = createUpkeep({
    db,
    clock,
    events,
    sessions,
    isRunning,
    stopRun,
    endCommands: agents.endCommands,
    files: createKeptResults({ db, workspace: home.workspace }),
    takeMedia: media.takeSessionFiles,
    listBackupsSince: (createdAt) => backupsSince(join(home.state, 'backups'), createdAt),
  })
  const post = createPost({ db, clock, events })
  const web = createLocalChannel('web', post)
  const cli = createLocalChannel('cli', post)
  const newest = (sessionId: string) => chat.history(sessionId, { limit: SNAPSHOT_MESSAGES })
  const hub = createHub({ events, clock, epoch: deps.newId(), snapshot: newest })
  const chat = createChat({
    db,
    sessions,
    submit: { web: web.submit, cli: cli.submit },
    attach: media.attach,
    stopRun,
    liveMessage: (sessionId) => runs().live(sessionId),
    position: hub.position,
  })
  const privacy = createPrivacy({ db, events, getSession: sessions.get, isRunning, audit })
  return {
    sessions: { ...sessions, ...upkeep },
    channels: [web, cli],
    post,
    hub,
    chat,
    /** The newest messages of a conversation, the answer that is being made included. */
    listNewest: (sessionId: string) => newest(sessionId).messages,
    privacy,
  }
}
