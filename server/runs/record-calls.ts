import { isDeepStrictEqual } from 'node:util'
import { AppError } from '#protocol/errors.ts'
import type { AttachmentData } from '#protocol/media.ts'
import { findTool } from '#protocol/tools.ts'
import type { Journal, ToolCall } from './journal.ts'
import { type LiveRun, taint } from './live.ts'

/**
 * Runs a gateway tool for a call that was begun and allowed. `tainted`: the output holds what the owner did not
 * write. `file`: what comes with the answer.
 */
export type RunRecord = (
  call: { tool: string; input: unknown },
  run: {
    sessionId: string
    tainted: boolean
    private: boolean
    local: boolean
    /** Where the run's host tools work. */
    placed?: 'host' | 'box' | undefined
    runId: string
    toolCallId: string
  },
) => Promise<{ output: unknown; tainted: boolean; private?: boolean; file?: AttachmentData }>

type AnswerCall = (run: LiveRun, call: ToolCall) => Promise<{ output: unknown }>

/** Answers the calls of gateway tools, each once; one that the journal did not allow is refused. */
export function createRecordCalls(deps: {
  journal: Journal
  records: RunRecord
  /** What the owner chose, where the call was a question. */
  findChoice: (runId: string, toolCallId: string) => string | null
  /** Puts a file into the answer. */
  attach: (run: LiveRun, file: AttachmentData) => void
}): AnswerCall {
  /** The journal must say that this very call, with this very input, may run now. */
  function requireStarted(run: LiveRun, call: ToolCall): void {
    const step = deps.journal.findCall(run, call.toolCallId)
    const input = findTool(call.tool)?.input.safeParse(call.input)
    const same = step?.tool === call.tool && isDeepStrictEqual(step.input, input?.data)
    if (step?.state !== 'started' || !same || findTool(call.tool)?.place !== 'gateway') {
      throw new AppError('policy_denied', `The call ${call.toolCallId} was not allowed like this.`)
    }
  }

  async function answerRecord(run: LiveRun, call: ToolCall): Promise<{ output: unknown }> {
    if (call.tool === 'ask') return { output: { choice: deps.findChoice(run.runId, call.toolCallId) } }
    const { sessionId, tainted, local, message } = run
    const isPrivate = message.metadata.private === true
    const ids = { runId: run.runId, toolCallId: call.toolCallId }
    const result = await deps.records(call, {
      sessionId,
      tainted,
      private: isPrivate,
      local,
      placed: run.placed,
      ...ids,
    })
    if (result.tainted) taint(run)
    if (result.private) message.metadata.private = true
    if (result.file) deps.attach(run, result.file)
    return { output: findTool(call.tool)?.output.parse(result.output) }
  }

  return (run, call) => {
    requireStarted(run, call)
    const answer = run.answers.get(call.toolCallId) ?? answerRecord(run, call)
    run.answers.set(call.toolCallId, answer)
    return answer
  }
}
