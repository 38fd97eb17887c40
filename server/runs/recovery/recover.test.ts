import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findMessage, listMessages } from '#db/queries/messages.ts'
import { findRun } from '#db/queries/runs.ts'
import { listSteps } from '#db/queries/steps.ts'
import type { ScriptStep } from '../../agents/fixtures/scripted-agent.ts'
import { type House, type HouseOptions, OWNER, openHouse } from '../fixtures/house.ts'
import { messageText } from '../live.ts'

async function house(options: HouseOptions = {}): Promise<House> {
  const opened = await openHouse(options)
  onTestFinished(opened.close)
  return opened
}

function sharedFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'openclaw-restart-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

const edit = (id: string, more: object = {}): ScriptStep => ({
  do: 'tool',
  id,
  tool: 'edit',
  input: { path: 'notes.md', oldText: 'a', newText: 'b' },
  ...more,
})

async function answerOf(home: House, runId: string) {
  const run = await home.ended(runId)
  const message = findMessage(home.db, run.messageId)
  if (!message) throw new Error('no answer is stored')
  return { run, text: messageText(message), message }
}

const starts = (home: House, runId: string) =>
  home.events.filter((event) => event.type === 'run-start' && event.runId === runId)

test('J1: an agent killed in mid-stream: the answer goes on after its last call, under the same ids', async () => {
  const home = await house()
  const runId = home.send([
    { do: 'say', text: 'I think' },
    { do: 'tool', id: 'c1', tool: 'read', input: { path: 'a.txt' } },
    { do: 'say', text: 'half a sen' },
    { do: 'die', how: 'SIGKILL', upTo: 1 },
    { do: 'say', text: 'done' },
  ])
  const { run, text } = await answerOf(home, runId)
  expect(run).toMatchObject({ status: 'completed', attempts: 2, deaths: 1 })
  expect(text).toBe('I think\n\nhalf a sen\n\ndone')
  expect(starts(home, runId)).toMatchObject([{ messageId: run.messageId }, { messageId: run.messageId }])
  expect(home.events.filter((event) => event.type === 'run-end')).toHaveLength(1)
  expect(listSteps(home.db, runId).map((step) => step.toolCallId ?? step.kind)).toEqual(['c1', 'model'])
  expect((await home.ended(home.send([{ do: 'say', text: 'next' }]))).status).toBe('completed')
})

test('words of a step in which nothing was begun are said anew', async () => {
  const home = await house()
  const runId = home.send([
    { do: 'say', text: 'whole' },
    { do: 'step' },
    { do: 'say', text: 'half' },
    { do: 'die', how: 'SIGKILL', upTo: 1 },
    { do: 'say', text: 'done' },
  ])
  expect((await answerOf(home, runId)).text).toBe('whole\n\nhalf\n\ndone')
  const reset = home.events.find((event) => event.type === 'message')
  expect(reset?.type === 'message' && messageText(reset.message)).toBe('whole')
})

test.each(['SIGKILL', 'SIGSTOP', 'exit'] as const)(
  'an agent lost by %s after an effect: interrupted, told what may have run, and the next message works',
  async (how) => {
    const home = await house()
    const runId = home.send([
      { do: 'say', text: 'Editing' },
      edit('c1'),
      edit('c2', { leaveOpen: true }),
      { do: 'die', how },
    ])
    const { run, text, message } = await answerOf(home, runId)
    expect(run).toMatchObject({ status: 'interrupted', attempts: 1, error: { code: 'run_interrupted' } })
    expect(run.error?.message).toMatch(/may have run.*edit "notes.md".*Already done: edit "notes.md"/)
    expect(text).toBe('Editing')
    expect(message.metadata).toMatchObject({ status: 'interrupted', error: run.error })
    expect(listSteps(home.db, runId).map((step) => step.state)).toEqual(['done', 'uncertain'])
    expect((await home.ended(home.send([{ do: 'say', text: 'next' }]))).status).toBe('completed')
  },
)

test('a run that kills three agents is given up and says so', async () => {
  const home = await house()
  const { run } = await answerOf(home, home.send([{ do: 'die', how: 'SIGKILL' }]))
  expect(run).toMatchObject({ status: 'failed', attempts: 3, error: { code: 'agent_crashed' } })
  expect(run.error?.message).toMatch(/3 times/)
  expect((await home.ended(home.send([{ do: 'say', text: 'next' }]))).status).toBe('completed')
})

test('an agent that was told to go hands its run over to its replacement', async () => {
  const home = await house()
  const { run, text } = await answerOf(
    home,
    home.send([
      { do: 'leave', upTo: 1 },
      { do: 'say', text: 'done' },
    ]),
  )
  expect(run).toMatchObject({ status: 'completed', attempts: 2 })
  expect(text).toBe('done')
})

test("one agent's death leaves the runs of the others alone", async () => {
  const home = await house({ instances: 2 })
  const calm = home.send([{ do: 'say', text: 'calm' }, { do: 'hang' }], 'calm')
  await home.seen((event) => event.type === 'run-start' && event.runId === calm)
  await expect.poll(() => home.agents.ready()).toBe(2)
  const dying = home.send([edit('c1', { leaveOpen: true }), { do: 'die', how: 'SIGKILL' }], 'dying')
  expect((await home.ended(dying)).status).toBe('interrupted')
  expect(home.runs.isRunning('calm')).toBe(true)
  expect(starts(home, calm)).toHaveLength(1)
  await home.runs.stop('calm')
})

test('an agent that dies while it waits for the owner: the question stands, and its answer counts', async () => {
  const home = await house()
  const exec = { do: 'tool', tool: 'exec', input: { argv: ['ls'] } } as const
  const runId = home.send([{ ...exec, id: 'c1', effect: home.file('ran') }])
  const first = await home.seen((event) => event.type === 'approval-request')
  for (const pid of home.agents.pids()) process.kill(pid, 'SIGKILL')
  const second = await home.seen((event) => event.type === 'approval-request' && event !== first)
  if (first.type !== 'approval-request' || second.type !== 'approval-request') throw new Error('no question')

  expect(second.approval).toMatchObject({ id: first.approval.id, status: 'pending' })
  expect(existsSync(home.file('ran'))).toBe(false)
  expect(home.runs.approvals.resolve(first.approval.id, { decision: 'allow-once' }, OWNER).status).toBe(
    'allowed',
  )
  expect((await home.ended(runId)).status).toBe('completed')
  expect(readFileSync(home.file('ran'), 'utf8')).toBe('it happened\n')
})

test('something said beside the answer is stored, and is not said again by a second attempt', async () => {
  const home = await house()
  const runId = home.send([
    { do: 'send', text: 'By the way' },
    { do: 'die', how: 'SIGKILL' },
  ])
  expect((await answerOf(home, runId)).run).toMatchObject({ status: 'interrupted', attempts: 1 })
  const texts = listMessages(home.db, { sessionId: 'main', limit: 10 }).messages.map(messageText)
  expect(texts.filter((text) => text === 'By the way')).toHaveLength(1)
})

test('J4: what an older hand-over still says is refused and stores nothing', async () => {
  const home = await house()
  const runId = home.send([{ do: 'stale', effect: home.file('late') }])
  const { text } = await answerOf(home, runId)
  expect(text).toBe('rejected rejected rejected')
  expect(existsSync(home.file('late'))).toBe(false)
  expect(listSteps(home.db, runId)).toEqual([])
  expect(listMessages(home.db, { sessionId: 'main', limit: 10 }).messages).toHaveLength(2)
})

test('after a restart a harmless run is finished and one with an open effect is reported', async () => {
  const folder = sharedFolder()
  const crashed = await house({ folder, instances: 2 })
  const harmless = crashed.send(
    [
      { do: 'say', text: 'half' },
      { do: 'hang', deaf: true, upTo: 1 },
      { do: 'say', text: 'whole' },
    ],
    'harmless',
  )
  const risky = crashed.send([edit('c1', { leaveOpen: true }), { do: 'hang', deaf: true }], 'risky')
  const queued = crashed.send([{ do: 'say', text: 'later' }], 'risky')
  await crashed.seen((event) => event.type === 'chunk' && event.chunk.type === 'text-end')
  await expect.poll(() => listSteps(crashed.db, risky)[0]?.state).toBe('started')

  const restarted = await house({ folder })
  expect(restarted.runs.recover()).toEqual({ requeued: 1, interrupted: 1 })
  expect(findRun(restarted.db, risky)).toMatchObject({ status: 'interrupted' })
  expect(listSteps(restarted.db, risky)[0]?.state).toBe('uncertain')
  expect((await answerOf(restarted, harmless)).text).toBe('half\n\nwhole')
  expect((await restarted.ended(queued)).status).toBe('completed')
  expect(restarted.runs.recover()).toEqual({ requeued: 0, interrupted: 0 })
})
