import { applyChunk } from '#protocol/chat/assemble.ts'
import { AppError } from '#protocol/errors.ts'
import type { AttachmentData } from '#protocol/media.ts'
import type { ChatChunk, ChatMessage, MessageMetadata } from '#protocol/messages.ts'
import type { Agent } from '../agents/pool.ts'
import type { Deadline } from './deadline.ts'

/** A run that an agent works at, as the gateway holds it in memory. The journal holds what was promised. */
export interface LiveRun {
  readonly runId: string
  readonly sessionId: string
  readonly userMessageId: string
  readonly epoch: number
  readonly agent: Agent
  readonly trusted: boolean
  /** Where its host tools run, once it was handed over. */
  placed?: 'host' | 'box'
  /** True once the prompt, or something a tool has read, was not written by the owner. */
  tainted: boolean
  /** Whether every model of the run may have words that must stay on this machine. */
  readonly local: boolean
  /** The answer so far. */
  readonly message: ChatMessage & { metadata: MessageMetadata }
  readonly deadline: Deadline
  /** Approvals that are open now. */
  readonly waitingFor: Set<string>
  /** Calls of a step that broke off: each may be begun once more under its id. */
  readonly reopened: Set<string>
  /** Answers of gateway tools by tool call id: asked twice, a call still runs once. */
  readonly answers: Map<string, Promise<{ output: unknown }>>
  /** Milliseconds of the deadline that are over. */
  readonly spentMs: number
  /** Resolves when the run has ended or went back to the queue. */
  readonly over: Promise<void>
  /** Takes the run out of the live ones and resolves `over`. */
  readonly leave: () => void
}

/** The runs that are being worked at. Every message of an agent about a run passes `get`. */
export function createLiveRuns() {
  const byRun = new Map<string, LiveRun>()
  return {
    add: (run: LiveRun) => void byRun.set(run.runId, run),
    /** Takes the run out; whatever its agent still says is refused from now on. */
    remove(run: LiveRun): void {
      if (byRun.get(run.runId) !== run) return
      byRun.delete(run.runId)
      run.deadline.stop()
      run.agent.release(run.runId)
    },
    /** Whether this very hand-over is still the one that counts. */
    holds: (run: LiveRun) => byRun.get(run.runId) === run,
    /** The run, where this agent holds it in this epoch. */
    find(agent: Agent, fence: { runId: string; epoch: number }): LiveRun | undefined {
      const run = byRun.get(fence.runId)
      return run?.agent === agent && run.epoch === fence.epoch ? run : undefined
    },
    /** As `find`; throws `conflict` for anybody else and for every older epoch. */
    get(agent: Agent, fence: { runId: string; epoch: number }): LiveRun {
      const run = this.find(agent, fence)
      if (!run)
        throw new AppError('conflict', 'This run is over or was handed to another agent. Stop working at it.')
      return run
    },
    ofSession: (sessionId: string) => [...byRun.values()].find((run) => run.sessionId === sessionId),
    ofAgent: (agent: Agent) => [...byRun.values()].filter((run) => run.agent === agent),
    all: () => [...byRun.values()],
  }
}

export type LiveRuns = ReturnType<typeof createLiveRuns>

/**
 * Applies one chunk to the answer and returns what clients may see of it. Of the metadata an agent
 * decides only which model speaks, and why: state, times and taint are the gateway's.
 */
export function takeChunk(run: LiveRun, chunk: ChatChunk): ChatChunk {
  if (chunk.type === 'message-metadata' || chunk.type === 'start' || chunk.type === 'finish') {
    const { messageMetadata, ...rest } = chunk
    const { model, modelChanges } = messageMetadata ?? {}
    if (model) run.message.metadata.model = model
    if (modelChanges) run.message.metadata.modelChanges = modelChanges
    return chunk.type === 'message-metadata' ? metadataChunk(run) : (rest as ChatChunk)
  }
  applyChunk(run.message, chunk)
  return chunk
}

/** The metadata as they are now, as a chunk for those who watch. */
export function metadataChunk(run: LiveRun): ChatChunk {
  return { type: 'message-metadata', messageMetadata: { ...run.message.metadata } }
}

/** An answer in which nothing was said yet. */
export function emptyAnswer(messageId: string, runId: string, createdAt: number): LiveRun['message'] {
  return { id: messageId, role: 'assistant', parts: [], metadata: { createdAt, runId, status: 'streaming' } }
}

/** The plain text of an answer: what goes to a chat app. */
export function messageText(message: ChatMessage): string {
  return message.parts
    .filter((part) => part.type === 'text')
    .map((part) => part.text)
    .filter((text) => text.trim() !== '')
    .join('\n\n')
}

/** The files that go with it there. */
export const messageFiles = ({ parts }: ChatMessage): AttachmentData[] =>
  parts.flatMap((part) => (part.type === 'data-attachment' && part.data.state === 'ready' ? [part.data] : []))

/** From here on the run holds what the owner did not write. */
export function taint(run: LiveRun): void {
  run.tainted = true
  run.message.metadata.tainted = true
}
