import type { Db } from '#db/client.ts'
import { clearResponses, listSteps, updateStep } from '#db/queries/steps.ts'
import { findTool } from '#protocol/tools.ts'

/**
 * Closes the calls that nobody will report on any more: what asked never ran; what ran is uncertain unless it is
 * harmless to repeat. What models said step by step is not needed any more.
 */
export function closeSteps(tx: Db, runId: string, at: number): void {
  for (const { toolCallId, tool, state } of listSteps(tx, runId)) {
    if (toolCallId === null || (state !== 'decided' && state !== 'started')) continue
    const harmless = state === 'decided' || findTool(tool ?? '')?.repeatable === true
    const to = harmless ? 'stopped' : 'uncertain'
    updateStep(tx, { runId, toolCallId, from: [state], to, fields: { endedAt: at } })
  }
  clearResponses(tx, runId)
}
