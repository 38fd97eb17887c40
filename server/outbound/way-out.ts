import type { Db } from '#db/client.ts'
import type { OutboxRow } from '#db/queries/outbox.ts'
import type { Refuse } from '../auth/refusals.ts'
import type { Channel, ReceivePress } from '../channels/channel.ts'
import type { Clock, Failpoint } from '../clock.ts'
import type { Events } from '../events.ts'
import type { GatewayLog } from '../log.ts'
import type { Runs } from '../runs/contract.ts'
import { type Delivery, type FindFile, startDelivery } from './deliver.ts'
import { startLiveAnswers } from './live/live-answers.ts'
import { createPressReader, type isApprover } from './prompts/press.ts'
import { startPrompts } from './prompts/prompts.ts'

export interface WayOut extends Delivery {
  /** What a press of a button says. */
  readonly press: ReceivePress
  /** Sends what waits from now on: once, when the channels are there. */
  open(): void
}

/**
 * Everything that goes out to chats: answers while they are made, answers, and questions to the owner. It hears
 * of runs from the first on; nothing is sent before `open`.
 */
export function createWayOut(deps: {
  db: Db
  clock: Clock
  events: Events
  findChannel: (name: string, account: string) => Channel | undefined
  contacts: { findRole(sender: Sender): 'owner' | 'guest' | undefined }
  runs: Pick<Runs, 'approvals' | 'liveText'>
  refuse: Refuse
  findFile?: FindFile
  failpoint: Failpoint
  /** Whose presses count; another rule only in tests. */
  mayPress?: typeof isApprover
  log: GatewayLog
}): WayOut {
  const { contacts, runs } = deps
  const log = deps.log.child('outbound')
  const isOwner = (sender: Sender): boolean => contacts.findRole(sender) === 'owner'
  let delivery: Delivery | undefined
  const wake = (): void => delivery?.wake()
  const live = startLiveAnswers({ ...deps, answerText: runs.liveText, log })
  const prompts = startPrompts({ ...deps, isOwner, deliver: wake, log })
  return {
    press: createPressReader({ ...deps, isOwner, resolve: runs.approvals.resolve }),
    wake,
    open() {
      const findReplaced = async (row: OutboxRow) =>
        prompts.findReplaced(row) ?? (row.part === 0 ? await live.close(row.runId) : undefined)
      delivery = startDelivery({ ...deps, findReplaced, log })
    },
    async stop() {
      prompts.stop()
      await live.stop()
      await delivery?.stop()
    },
  }
}

type Sender = Readonly<{ channel: string; account: string; senderId: string }>
