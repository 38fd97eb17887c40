import type { RunStep } from '#db/queries/steps.ts'
import type { RunStart, SaidMessage } from '#protocol/agent-rpc.ts'
import { splitSteps } from '#protocol/chat/steps.ts'
import { isToolPart, toToolPart } from '#protocol/chat/tool-part.ts'
import type { ChatMessage, ChatPart, MessageMetadata } from '#protocol/messages.ts'
import { findTool } from '#protocol/tools.ts'

type Answer = ChatMessage & { metadata: MessageMetadata }
type Resume = NonNullable<RunStart['resume']>

/** What a run that lost its agent can do next. */
export type Continuation =
  /** These calls may have run; nobody knows. */
  | { kind: 'uncertain'; steps: readonly RunStep[] }
  /** The answer was complete; only its end was not committed. */
  | { kind: 'complete'; message: Answer; model: string }
  | { kind: 'resume'; message: Answer; resume: Resume | undefined }

/** What a model step's journal row holds. */
export interface ModelResponse {
  readonly model: string
  readonly finishReason: string
  readonly goesOn?: boolean
  readonly said?: SaidMessage[]
}

/**
 * Where a run goes on: after its last whole step. Of a step that broke off only calls count that were
 * begun, with the words before them; the rest the model says again. Results come from the journal.
 */
export function planContinuation(steps: readonly RunStep[], message: Answer): Continuation {
  const lost = steps.filter(isUncertain)
  if (lost.length > 0) return { kind: 'uncertain', steps: lost }

  const whole = steps.filter((step) => step.kind === 'model')
  const responses = whole.map((step) => step.output as ModelResponse)
  const last = responses.at(-1)
  if (last?.goesOn === false) return { kind: 'complete', message, model: last.model }

  const lastWhole = whole.at(-1)?.seq ?? -1
  const begun = steps.filter((step) => step.seq > lastWhole && step.toolCallId !== null)
  const { head, groups } = splitSteps(message.parts)
  const kept = groups.slice(0, whole.length).flat()
  const broken = begun.length > 0 ? keepBegun(groups[whole.length] ?? [], begun) : []
  const trimmed: Answer = { ...message, parts: [...head, ...kept, ...broken] }
  if (kept.length + broken.length === 0) return { kind: 'resume', message: trimmed, resume: undefined }
  const open = begun.filter((step) => step.state === 'started' || step.state === 'decided')
  return {
    kind: 'resume',
    message: trimmed,
    resume: {
      message: trimmed,
      said: responses.map((response) => response.said ?? []),
      open: open.map((step) => step.toolCallId ?? ''),
    },
  }
}

/** A call without a result that must not be made twice, or words beside the answer that the model would say again. */
function isUncertain(step: RunStep, index: number, steps: readonly RunStep[]): boolean {
  if (step.kind !== 'tool') return false
  if (step.toolCallId === null) return !steps.slice(index).some((later) => later.kind === 'model')
  if (step.state === 'uncertain' || step.state === 'stopped') return !isRepeatable(step)
  return step.state === 'started' && !isRepeatable(step)
}

function isRepeatable(step: RunStep): boolean {
  return findTool(step.tool ?? '')?.repeatable === true
}

const STEP_START: ChatPart = { type: 'step-start' }

/** The calls as the journal knows them, in their places, and the words that were said before the last one. */
function keepBegun(parts: readonly ChatPart[], begun: readonly RunStep[]): ChatPart[] {
  const rest = new Map(begun.map((step) => [step.toolCallId, step]))
  const last = parts.findLastIndex((part) => isToolPart(part) && rest.has(part.toolCallId))
  const kept = parts.slice(0, last + 1).flatMap((part): ChatPart[] => {
    if (part.type === 'text' || part.type === 'reasoning') return [{ ...part, state: 'done' }]
    const step = isToolPart(part) ? rest.get(part.toolCallId) : undefined
    if (step) rest.delete(step.toolCallId)
    return step ? [toPart(step)] : []
  })
  return [STEP_START, ...kept, ...[...rest.values()].map(toPart)]
}

function toPart(step: RunStep): ChatPart {
  const { toolCallId, tool, input = {} } = step
  return toToolPart({ toolCallId: String(toolCallId), toolName: String(tool) }, { input, ...resultOf(step) })
}

function resultOf(step: RunStep): object {
  if (step.state === 'done') return { state: 'output-available', output: step.output }
  if (step.state === 'failed') return { state: 'output-error', errorText: String(step.output) }
  if (step.state === 'denied') return { state: 'output-error', errorText: `Denied: ${step.rule}` }
  if (step.state === 'stopped') return { state: 'output-error', errorText: 'Stopped before it was finished.' }
  return { state: 'input-available' }
}
