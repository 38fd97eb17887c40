import { expect, onTestFinished, test } from 'vitest'
import { beginRun } from '#db/queries/runs/held.ts'
import { findRun } from '#db/queries/runs.ts'
import { createManualClock } from '#testing/manual-clock.ts'
import { queueScript } from './fixtures/queue-script.ts'
import { openState } from './fixtures/state.ts'
import { createJournal } from './journal.ts'
import { emptyAnswer, type LiveRun } from './live.ts'

const usage = { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, reasoningTokens: 0 }

test('a message whose joining could not be stored stands in no answer, and waits for its own', () => {
  const state = openState()
  onTestFinished(state.close)
  const clock = createManualClock()
  const running = queueScript(state.db, [], { sessionId: 'main', at: 1 })
  const run = beginRun(state.db, { runId: running, at: 1, lease: { owner: 'us', until: 2 } })
  const steering = queueScript(state.db, [], { sessionId: 'main', at: 2, mode: 'steer' })
  const message = emptyAnswer(run?.messageId ?? '', running, 1)
  const live = {
    runId: running,
    sessionId: 'main',
    epoch: run?.epoch,
    message,
    waitingFor: new Map(),
  } as unknown as LiveRun
  let full = true
  const journal = createJournal({
    db: state.db,
    clock,
    failpoint(name) {
      if (name === 'step-end:before-commit' && full) throw new Error('disk full')
    },
  })
  const step = { step: 1, model: 'm', finishReason: 'tool-calls', usage, said: [], goesOn: true }
  const standing = () => message.parts.filter((part) => part.type === 'steering-message')

  expect(() => journal.recordModel(live, step)).toThrow('disk full')
  expect(standing()).toEqual([])
  expect(findRun(state.db, steering)?.mergedInto).toBeNull()

  full = false
  expect(journal.recordModel(live, step)).toHaveLength(1)
  expect(standing()).toHaveLength(1)
  expect(findRun(state.db, steering)?.mergedInto).toBe(running)
})
