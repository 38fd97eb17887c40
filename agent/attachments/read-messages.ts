import type { ModelMessage } from 'ai'
import type { RunStart } from '#protocol/agent-rpc.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import { type InputKind, inputsOf } from '#protocol/models/input.ts'
import { toModelMessages } from '../context.ts'
import { withSendTimes } from '../prompt/sent-at.ts'
import type { GatewayPeer } from '../rpc.ts'
import { createFileLoader } from './load-file.ts'
import { withFiles } from './with-files.ts'

/** Turns stored messages into what the models of a run read: with their files, when they were sent, and a note to the newest. */
export function createMessageReader(run: RunStart, gateway: Pick<GatewayPeer, 'request'>) {
  const { timeZone } = run.context
  const load = createFileLoader(run, gateway)
  const takes = (kind: InputKind): boolean =>
    kind === 'pdf' || run.models.some((target) => inputsOf(target).includes(kind))
  return async (messages: readonly ChatMessage[], note?: string): Promise<ModelMessage[]> =>
    toModelMessages(withSendTimes(await withFiles(messages, { load, takes }), { timeZone, note }))
}
