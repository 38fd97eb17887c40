import { expect, onTestFinished, test } from 'vitest'
import { saveMessage } from '#db/queries/messages.ts'
import { beginRun, updateRunStatus } from '#db/queries/runs/held.ts'
import { findRun, mergeRuns, type Run } from '#db/queries/runs.ts'
import { createStep, type StepState } from '#db/queries/steps.ts'
import type { RunEndStatus } from '#protocol/run-events.ts'
import { calm } from '../fixtures/chaos.ts'
import { type House, openHouse } from '../fixtures/house.ts'
import { queueScript } from '../fixtures/queue-script.ts'
import { emptyAnswer } from '../live.ts'

type Db = House['db']

/** Every state that is no end, but for commands, which no lane has: a new one does not compile before it stands here. */
type OpenStatus = Exclude<Run['status'], RunEndStatus | 'command'>

/** What a process that was killed can have left of a run, by the state that it stands in. */
const LEFT: Record<OpenStatus, (db: Db, runId: string) => void> = {
  queued: () => {},
  running: (db, runId) => void begin(db, runId),
  waiting: (db, runId) => {
    const epoch = begin(db, runId)
    expect(updateRunStatus(db, { runId, epoch }, 'waiting')).toBe(true)
  },
  merged: (db, runId) => {
    const into = queue(db, findRun(db, runId)?.sessionId ?? '')
    begin(db, into)
    mergeRuns(db, into, [runId])
  },
}
const OPEN = ['queued', 'running', 'waiting', 'merged'] as const
const CALLS: ReadonlyArray<[StepState | undefined, string]> = [
  [undefined, ''],
  ['started', 'edit'],
  ['started', 'read'],
  ['done', 'edit'],
  ['denied', 'exec'],
]

function queue(db: Db, sessionId: string): string {
  return queueScript(db, [{ do: 'say', text: 'whole' }], { sessionId, at: Date.now() })
}

/** Another gateway's, whose lease is not over yet. */
function begin(db: Db, runId: string): number {
  const lease = { owner: 'a gateway that is gone', until: Date.now() + 30_000 }
  return beginRun(db, { runId, at: Date.now(), lease })?.epoch ?? 0
}

test('whatever a killed process left, nothing is open after the start and what follows from it', async () => {
  const home = await openHouse()
  onTestFinished(home.close)
  const { db } = home
  const left = OPEN.flatMap((status) =>
    CALLS.flatMap(([state, tool]) =>
      [true, false].map((isStored) => {
        const runId = queue(db, `${status} ${state} ${tool} ${isStored}`)
        LEFT[status](db, runId)
        const run = findRun(db, runId)
        if (!run) throw new Error('the run is gone')
        expect(run.status).toBe(status)
        const holder = findRun(db, run.mergedInto ?? runId) ?? run
        if (state && holder.epoch > 0) {
          const call = {
            runId: holder.id,
            kind: 'tool',
            state,
            toolCallId: 'call',
            tool,
            startedAt: 1,
          } as const
          createStep(db, { ...call, input: { path: 'a' } })
        }
        if (isStored && holder.epoch > 0)
          saveMessage(db, holder.sessionId, emptyAnswer(holder.messageId, holder.id, 1))
        return { runId, tool, state, wasHeld: holder.epoch > 0 }
      }),
    ),
  )
  home.runs.recover()
  await calm(home)
  for (const { runId, tool, state, wasHeld } of left) {
    const isUncertain = wasHeld && state === 'started' && tool === 'edit'
    const run = findRun(db, runId)
    expect(run, runId).toMatchObject({ status: isUncertain ? 'interrupted' : 'completed', leaseOwner: null })
    expect(home.events.filter((event) => event.type === 'run-end' && event.runId === runId)).toHaveLength(1)
  }
})
