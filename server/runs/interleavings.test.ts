import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { findMessage } from '#db/queries/messages.ts'
import { findRun, type Run } from '#db/queries/runs.ts'
import { listSteps } from '#db/queries/steps.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import type { ScriptStep } from '../agents/fixtures/scripted-agent.ts'
import { calm, SESSIONS, type Sent, wreak } from './fixtures/chaos.ts'
import { type House, type HouseOptions, openHouse } from './fixtures/house.ts'
import { createJournal, type Journal } from './journal.ts'

const OPERATIONS = 200

type Act = (home: House) => Promise<Sent[]>

/** Lets things happen and end; then says what must hold, whatever it was. */
async function check(act: Act, planted: HouseOptions = {}): Promise<void> {
  const home = await openHouse({ instances: 2, ...planted })
  try {
    const sent = await act(home)
    await calm(home)
    for (const message of sent) checkMessage(home, message)
    expect(home.runs.approvals.listPending()).toEqual([])
    for (const sessionId of SESSIONS) {
      expect(home.runs.isRunning(sessionId)).toBe(false)
      const next = await home.ended(home.send([{ do: 'say', text: 'next' }], sessionId))
      expect(next.status, 'a lane that is empty takes the next message').toBe('completed')
    }
  } finally {
    await home.close()
  }
}

function checkMessage(home: House, sent: Sent): void {
  const run = findRun(home.db, sent.runId)
  if (!run) throw new Error(`the run ${sent.runId} is gone`)
  const ends = home.events.filter((event) => event.type === 'run-end' && event.runId === run.id)
  expect(ends, `run-ends of ${run.id}`).toHaveLength(1)
  expect(home.settled.filter(({ runId }) => runId === run.id)).toHaveLength(1)
  expect(run).toMatchObject({ leaseOwner: null, leaseUntil: null, endedAt: expect.any(Number) })
  const open = listSteps(home.db, run.id).filter(({ state }) => state === 'started' || state === 'decided')
  expect(open, 'calls that nobody ended').toEqual([])
  for (const path of [home.file(sent.mark), home.file(`${sent.mark}-asked`)]) {
    const happened = existsSync(path) ? readFileSync(path, 'utf8').match(/it happened/g) : []
    expect(happened?.length, 'an effect that cannot be repeated').toBeLessThanOrEqual(1)
  }
  if (sent.removed) expect(findMessage(home.db, run.userMessageId)).toBeUndefined()
  else checkAnswer(home, run, sent.mark)
}

/** The message was answered, or the one who sent it can see why not. */
function checkAnswer(home: House, run: Run, mark: string): void {
  const of = run.mergedInto === null ? run : findRun(home.db, run.mergedInto)
  const answer = of && findMessage(home.db, of.messageId)
  if (!of || !answer) throw new Error(`nothing says what became of ${run.id} (${run.status})`)
  expect(answer.metadata?.status).toBe(run.status)
  expect(of.status).toBe(run.status)
  if (run.status === 'failed' || run.status === 'interrupted') {
    expect(answer.metadata?.error?.message).toMatch(/\w/)
  }
  if (run.status === 'completed') expect(isHeard(answer, run, mark), `${run.id} was heard`).toBe(true)
}

/** Its own words are in the answer; or it stands there as one that joined, and the answer goes on after it. */
function isHeard({ parts }: ChatMessage, run: Run, mark: string): boolean {
  const place = parts.findIndex((part) => part.type === 'steering-message' && part.id === run.userMessageId)
  const rest = parts.slice(place + 1)
  if (place >= 0) return rest.some((part) => part.type !== 'steering-message')
  return rest.some((part) => part.type === 'text' && part.text.includes(mark))
}

/** A message comes to steer while the answer waits for the owner, before what turns out to be its last step. */
const steerTooLate: Act = async (home) => {
  const ask: ScriptStep = { do: 'tool', id: 'ask', tool: 'exec', input: { argv: ['ls'] } }
  const last: ScriptStep = { do: 'usage', inputTokens: 1, outputTokens: 1 }
  const first = home.send([{ do: 'say', text: 'first' }, ask, last], SESSIONS[0])
  await home.seen((event) => event.type === 'approval-request')
  const second = home.send([{ do: 'say', text: 'second' }], SESSIONS[0], 'steer')
  return [
    { runId: first, mark: 'first' },
    { runId: second, mark: 'second' },
  ]
}

/** An agent dies, and nobody knows whether its change was made. */
const loseChange: Act = async (home) => {
  const change = { tool: 'edit', input: { path: 'a', oldText: 'a', newText: 'b' }, effect: home.file('lost') }
  const runId = home.send([
    { do: 'tool', id: 'change', ...change, leaveOpen: true, upTo: 2 },
    { do: 'die', how: 'SIGKILL', upTo: 1 },
    { do: 'say', text: 'lost' },
  ])
  return [{ runId, mark: 'lost' }]
}

describe('each message has one end that can be seen', () => {
  // Chance decides what is done; the machine decides how it falls together.
  test.each([1, 2, 3])('whatever happens in whatever order: seed %i', { timeout: 30_000 }, (seed) =>
    check((home) => wreak(home, { seed, count: OPERATIONS })).catch((cause: unknown) => {
      throw new Error(`With seed ${seed}: ${cause instanceof Error ? cause.message : cause}`, { cause })
    }),
  )
  test('where it comes too late to steer', () => check(steerTooLate))
  test('where its agent dies over a change', () => check(loseChange))
})

describe('planted bugs are caught', () => {
  const plant = (change: (kept: Journal) => Partial<Journal>): HouseOptions => ({
    journal(db, clock, failpoint) {
      const kept = createJournal({ db, clock, failpoint })
      return { ...kept, ...change(kept) }
    },
  })

  test('a message joins an answer that ends before it is read', async () => {
    const greedy = plant((kept) => ({
      recordModel: (run, step) => kept.recordModel(run, { ...step, goesOn: true }),
    }))
    await expect(check(steerTooLate, greedy)).rejects.toThrow(/was heard/)
  })

  test('a change is taken for something that may be made twice', async () => {
    const careless = plant((kept) => ({
      start: (run, call, rule) => kept.start(run, { ...call, tool: 'read' }, rule),
      findCall(run, toolCallId) {
        const step = kept.findCall(run, toolCallId)
        return step && { ...step, tool: 'edit' }
      },
    }))
    await expect(check(loseChange, careless)).rejects.toThrow(/cannot be repeated/)
  })
})
