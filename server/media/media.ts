import { join } from 'node:path'
import type { Db } from '#db/client.ts'
import type { Config } from '#protocol/config.ts'
import type { Clock, Failpoint } from '../clock.ts'
import type { Events } from '../events.ts'
import type { Log } from '../log.ts'
import { type Attach, createAttach } from './attach.ts'
import type { MediaFeature, MessageFiles } from './contract.ts'
import { startFetching } from './fetching.ts'
import { createMessageFiles } from './message-files.ts'
import { createRunFiles } from './run-files.ts'
import { createOfferFile, type OfferFile, type TakeFromBox, withSendFile } from './send-file.ts'
import { createSessionFiles, type TakeSessionFiles } from './session-files.ts'
import { createMediaStore } from './store.ts'
import { startSweep } from './sweep.ts'

export interface Media extends MediaFeature {
  readonly messageFiles: MessageFiles
  readonly attach: Attach
  readonly takeSessionFiles: TakeSessionFiles
  readonly readRunFile: ReturnType<typeof createRunFiles>
  readonly offerFile: OfferFile
  /** The record tools with `send_file` beside them. */
  withSendFile(
    records: Parameters<typeof withSendFile>[0],
    takeFromBox?: TakeFromBox,
  ): ReturnType<typeof withSendFile>
  /** Begins to ask platforms for files; `wake` from then on, whenever a message announced some. */
  startFetching(deps: Pick<Parameters<typeof startFetching>[0], 'findChannel' | 'wakeSession'>): {
    wake(): void
    stop(): Promise<void>
  }
  stop(): void
}

/** Everything about the files of messages: kept, put into the workspace, fetched, given out, removed in time. */
export function startMedia(deps: {
  db: Db
  clock: Clock
  events: Events
  config: () => Config
  home: { readonly state: string; readonly workspace: string }
  failpoint: Failpoint
  log: Log
}): Media {
  const { db, clock, config, log } = deps
  const { workspace } = deps.home
  const folder = join(deps.home.state, 'media')
  const store = createMediaStore({ ...deps, folder, limits: () => config().media })
  const attach = createAttach({ store, workspace, log })
  const sweep = startSweep({ db, clock, folder, log })
  const offerFile = createOfferFile({ db, store })
  return {
    ...store,
    attach,
    messageFiles: createMessageFiles({ maxBytes: () => config().media.maxBytes }),
    takeSessionFiles: createSessionFiles({ db, folder, workspace }),
    readRunFile: createRunFiles({ db, store }),
    offerFile,
    withSendFile: (records, takeFromBox) =>
      withSendFile(records, { offer: offerFile, workspace, takeFromBox }),
    startFetching: (more) =>
      startFetching({ ...deps, ...more, store, attach, totalBytes: () => config().media.totalBytes }),
    stop: sweep.stop,
  }
}
