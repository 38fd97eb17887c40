import type { ChatChunk, ChatMessage } from '#protocol/messages.ts'
import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import type { Log } from '../log.ts'
import { steeringChunk } from './join.ts'
import type { Journal, ModelStep } from './journal.ts'
import { type LiveRun, type LiveRuns, taint, takeChunk } from './live.ts'

/** A streaming answer is stored at most this often between its steps. */
const SAVE_INTERVAL_MS = 1_000

export interface ProgressDeps {
  readonly clock: Clock
  readonly events: Events
  readonly log: Log
  readonly live: LiveRuns
  readonly journal: Journal
  readonly newId: () => string
}

/** What the conversation gets of a run that goes on: its chunks, its steps, and messages beside its answer. */
export function createProgress({ clock, events, log, live, journal, newId }: ProgressDeps) {
  const saving = new WeakSet<LiveRun>()

  function saveSoon(run: LiveRun): void {
    if (saving.has(run)) return
    saving.add(run)
    clock.after(SAVE_INTERVAL_MS, () => {
      saving.delete(run)
      try {
        if (live.holds(run)) journal.save(run)
      } catch (error) {
        log.error('A partial answer could not be stored; its end will be.', { runId: run.runId, error })
      }
    })
  }

  function sayBeside(run: LiveRun, text: string): string {
    // No run id: that names the one message that is the run's answer.
    const metadata = {
      createdAt: clock.now(),
      status: 'completed' as const,
      ...(run.message.metadata.private ? { private: true } : {}),
    }
    const message: ChatMessage = {
      id: newId(),
      role: 'assistant',
      parts: [{ type: 'text', text, state: 'done' }],
      metadata: run.tainted ? { ...metadata, tainted: true } : metadata,
    }
    journal.recordMessage(run, message)
    events.session(run.sessionId, { type: 'message', message })
    return message.id
  }

  /** Commits the step and takes in what waited for it. */
  function endStep(run: LiveRun, step: ModelStep): { joined: ChatMessage[] } {
    const joined = journal.recordModel(run, step)
    for (const message of joined) {
      if (message.metadata?.tainted) taint(run)
      const { runId, sessionId } = run
      events.session(sessionId, { type: 'chunk', runId, chunk: steeringChunk(message) })
      events.session(sessionId, { type: 'message', message })
    }
    if (joined.length > 0) events.system({ type: 'session-change', sessionId: run.sessionId })
    return { joined }
  }

  function take(run: LiveRun, chunks: readonly ChatChunk[]): void {
    for (const chunk of chunks) {
      const shown = takeChunk(run, chunk)
      events.session(run.sessionId, { type: 'chunk', runId: run.runId, chunk: shown })
    }
    saveSoon(run)
  }

  return { take, sayBeside, endStep }
}
