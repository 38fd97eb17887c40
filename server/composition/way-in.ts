import { findSpokenLanguage } from '#db/queries/messages.ts'
import type { Config } from '#protocol/config.ts'
import { createAbsences } from '../channels/absence.ts'
import type { Channel, ReceivePress } from '../channels/channel.ts'
import { type ChannelSupervisor, startChannels } from '../channels/supervisor.ts'
import { createAmend } from '../inbound/amend.ts'
import { cleanTitles } from '../inbound/clean-name.ts'
import { createReceive, type ReceiveDeps } from '../inbound/receive.ts'
import type { Keeping } from '../keeping/keeping.ts'
import type { GatewayLog } from '../log.ts'
import type { Media } from '../media/media.ts'
import type { PostMessage } from '../outbound/post.ts'
import type { Runs } from '../runs/contract.ts'
import type { People } from './people.ts'

export interface WayIn {
  readonly channels: ChannelSupervisor
  stop(): Promise<void>
}

/** Opens everything that messages, their files and presses of buttons come in by. */
export function openWayIn(
  deps: Pick<ReceiveDeps, 'db' | 'clock' | 'events' | 'sessions' | 'models' | 'command' | 'failpoint'> & {
    ways: Channel[]
    findChannel: (name: string, account: string) => Channel | undefined
    config: Pick<Config, 'channels'>
    people: People
    runs: Pick<Runs, 'wake' | 'waiting'>
    media: Media
    storage: Keeping['storage']
    /** The way out, which may open after the first message came in. */
    delivery: { wake(): void; readonly press: ReceivePress }
    post: PostMessage
    log: GatewayLog
  },
): WayIn {
  const { clock, events, people, runs, media, storage, delivery, log } = deps
  const fetching = media.startFetching({ findChannel: deps.findChannel, wakeSession: runs.wake })
  const receive = createReceive({
    ...deps,
    files: media.messageFiles,
    fetchFiles: fetching.wake,
    contacts: people.contacts,
    meet: people.pairing.meet,
    wake: runs.wake,
    amend: createAmend({ ...deps, isLetIn: people.isLetIn, reword: runs.waiting.edit }),
    // A channel may hand over a message while it starts, which is before the way out is open.
    deliver: () => queueMicrotask(delivery.wake),
    log: log.child('inbound'),
  })
  const absences = createAbsences({
    ...deps,
    main() {
      const { id } = deps.sessions.getMain()
      return { sessionId: id, language: findSpokenLanguage(deps.db, id) }
    },
    log: log.child('channels'),
  })
  const channels = startChannels({
    channels: deps.ways,
    config: deps.config,
    receive: storage.watch(receive),
    press: storage.watch(delivery.press),
    retitle: storage.watch(async (title) => deps.sessions.retitle(cleanTitles(title))),
    clock,
    events,
    absences,
    log: log.child('channels'),
  })
  fetching.wake()
  return {
    channels,
    async stop() {
      await channels.stop()
      await fetching.stop()
    },
  }
}
