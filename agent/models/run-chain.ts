import type { RunStart } from '#protocol/agent-rpc.ts'
import { isToolPart } from '#protocol/chat/tool-part.ts'
import type { MessageMetadata, ModelChange } from '#protocol/messages.ts'
import type { GatewayPeer } from '../rpc.ts'
import { createModelChain, type ModelChain } from './chain.ts'
import { openModel } from './providers.ts'

/**
 * The models of a run. `onModel` hears which one answers, whenever that is another than before or a step
 * began anew, with all that changed in the run so far. The gateway hears of failures, so that other runs
 * need not find out for themselves.
 */
export function createRunChain(
  run: RunStart,
  deps: {
    gateway: Pick<GatewayPeer, 'notify'>
    onModel: (said: Pick<MessageMetadata, 'modelChanges'> & { model: string }) => void
  },
): ModelChain {
  const { gateway, onModel } = deps
  const changes: ModelChange[] = [...(run.resume?.message.metadata?.modelChanges ?? [])]
  let shown: string | undefined
  return createModelChain({
    targets: run.models,
    open: openModel,
    callIds: (run.resume?.message.parts ?? []).filter(isToolPart).map(({ toolCallId }) => toolCallId),
    ...(run.tokenRatio === undefined ? {} : { tokenRatio: run.tokenRatio }),
    onAnswer({ reference, keyId, probe }, news) {
      if (shown === reference && news.length === 0) return
      shown = reference
      changes.push(...news)
      onModel({ model: reference, ...(changes.length > 0 ? { modelChanges: [...changes] } : {}) })
      if (probe) gateway.notify('model.tried', { reference, ...(keyId ? { keyId } : {}), code: null })
    },
    onFailure({ reference, keyId }, { code, message, retryAfterMs }) {
      gateway.notify('model.tried', {
        reference,
        ...(keyId ? { keyId } : {}),
        code,
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      })
      gateway.notify('log', {
        level: 'warn',
        message: `${reference} failed (${code})`,
        fields: { runId: run.runId, reason: message },
      })
    },
  })
}
