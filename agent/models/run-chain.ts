import type { RunStart } from '#protocol/agent-rpc.ts'
import type { GatewayPeer } from '../rpc.ts'
import { createModelChain, type ModelChain } from './chain.ts'
import { openModel } from './providers.ts'

/** The models of a run. `onModel` hears which one answers, whenever that is another than before. */
export function createRunChain(
  run: RunStart,
  deps: {
    gateway: Pick<GatewayPeer, 'notify'>
    onModel: (reference: string) => void
  },
): ModelChain {
  let shown: string | undefined
  return createModelChain({
    targets: run.models,
    open: openModel,
    ...(run.tokenRatio === undefined ? {} : { tokenRatio: run.tokenRatio }),
    onAnswer({ reference }) {
      if (shown === reference) return
      shown = reference
      deps.onModel(reference)
    },
    onMove(from, error) {
      deps.gateway.notify('log', {
        level: 'warn',
        message: 'a model failed, the next one is tried',
        fields: { runId: run.runId, model: from.reference, code: error.code, reason: error.message },
      })
    },
  })
}
