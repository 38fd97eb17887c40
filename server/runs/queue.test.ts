import { expect, onTestFinished, test } from 'vitest'
import { findMessage } from '#db/queries/messages.ts'
import { findRun } from '#db/queries/runs.ts'
import { type House, type HouseOptions, openHouse } from './fixtures/house.ts'
import { messageText } from './live.ts'
import { createWindows } from './window.ts'

async function house(options: HouseOptions = {}): Promise<House> {
  const opened = await openHouse(options)
  onTestFinished(opened.close)
  return opened
}

async function textOf(home: House, runId: string): Promise<string> {
  const message = findMessage(home.db, (await home.ended(runId)).messageId)
  if (!message) throw new Error('no answer is stored')
  return messageText(message)
}

const exec = { do: 'tool', id: 'ask', tool: 'exec', input: { argv: ['ls'] } } as const

async function allow(home: House): Promise<void> {
  const asked = await home.seen((event) => event.type === 'approval-request')
  if (asked.type !== 'approval-request') throw new Error('nothing was asked')
  home.runs.approvals.resolve(
    asked.approval.id,
    { decision: 'allow-once' },
    {
      role: 'owner',
      scopes: ['approve'],
      credentialId: 'o',
    },
  )
}

test('a message that steers is seen at the next step, in place, and both end with one answer', async () => {
  const home = await house()
  const first = home.send([exec, { do: 'step' }, { do: 'say', text: 'end' }])
  await home.seen((event) => event.type === 'approval-request')
  const steer = home.send([{ do: 'say', text: 'never' }], 'main', 'steer')
  await allow(home)
  expect(await textOf(home, first)).toBe('joined: [{"do":"say","text":"never"}]\n\nend')
  const merged = await home.ended(steer)
  expect(merged).toMatchObject({ status: 'completed', mergedInto: first, attempts: 0 })
  const answer = findMessage(home.db, findRun(home.db, first)?.messageId ?? '')
  expect(answer?.parts.find((part) => part.type === 'steering-message')).toMatchObject({
    id: merged.userMessageId,
  })
  expect(home.settled.map(({ runId }) => runId)).toEqual([first, steer])
})

test('a message that comes too late to steer gets an answer of its own', async () => {
  const home = await house()
  const first = home.send([exec, { do: 'say', text: 'one' }])
  await home.seen((event) => event.type === 'approval-request')
  const steer = home.send([{ do: 'say', text: 'two' }], 'main', 'steer')
  await allow(home)
  expect(await textOf(home, first)).toBe('one')
  expect(await textOf(home, steer)).toBe('two')
})

test('messages that are collected become one run after a quiet moment', async () => {
  const home = await house()
  const first = home.send([{ do: 'say', text: 'a' }], 'main', 'collect')
  const second = home.send([{ do: 'say', text: 'b' }], 'main', 'collect')
  expect(home.runs.counts()).toMatchObject({ queued: 2, running: 0 })
  home.turnClock(1_500)
  expect(await textOf(home, first)).toBe('a\n\nb')
  expect(await home.ended(second)).toMatchObject({ status: 'completed', mergedInto: first })
})

test('a message that interrupts stops the answer and goes before what waits', async () => {
  const home = await house()
  const hanging = home.send([{ do: 'hang' }])
  const later = home.send([{ do: 'say', text: 'later' }])
  await home.seen((event) => event.type === 'run-start')
  const now = home.send([{ do: 'say', text: 'now' }], 'main', 'interrupt')
  expect((await home.ended(hanging)).status).toBe('stopped')
  expect(await textOf(home, now)).toBe('now')
  expect(await textOf(home, later)).toBe('later')
  const ends = home.events.flatMap((event) => (event.type === 'run-end' ? [event.runId] : []))
  expect(ends).toEqual([hanging, now, later])
})

test('what nothing stands before is not in line, however long it takes to begin', async () => {
  const home = await house()
  const first = home.send([{ do: 'say', text: 'a' }], 'main', 'collect')
  expect(home.runs.waiting.list('main')).toEqual([])
  const second = home.send([{ do: 'say', text: 'b' }], 'main', 'collect')
  expect(home.runs.waiting.list('main').map(({ runId }) => runId)).toEqual([second])
  home.turnClock(1_500)
  expect(await textOf(home, first)).toBe('a\n\nb')
})

test('what waits is listed, can be edited and taken back, and no longer once it is answered', async () => {
  const home = await house()
  const hanging = home.send([{ do: 'hang' }])
  const edited = home.send([{ do: 'say', text: 'old' }])
  const removed = home.send([{ do: 'say', text: 'gone' }])
  await home.seen((event) => event.type === 'run-start')
  expect(home.runs.waiting.list('main').map(({ runId }) => runId)).toEqual([edited, removed])
  await home.runs.waiting.edit(edited, JSON.stringify([{ do: 'say', text: 'new' }]))
  home.runs.waiting.remove(removed)
  expect(await home.ended(removed)).toMatchObject({ status: 'stopped' })
  await home.runs.stop('main')
  expect(await textOf(home, edited)).toBe('new')
  await expect(home.runs.waiting.edit(edited, 'too late')).rejects.toThrow(/does not wait/)
  expect((await home.ended(hanging)).status).toBe('stopped')
})

test('a message that is taken back while its prompt is put together never seems to begin', async () => {
  const [begun, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const home: House = await house({
    async prepare(run) {
      begun.resolve()
      await goOn.promise
      return { messages: createWindows(home.db).ofRun(run, 1_000).messages, tainted: false }
    },
  })
  const removed = home.send([{ do: 'say', text: 'gone' }])
  const next = home.send([{ do: 'say', text: 'next' }])
  await begun.promise
  home.runs.waiting.remove(removed)
  goOn.resolve()
  expect(await textOf(home, next)).toBe('next')
  const ofRemoved = home.events.filter((event) => 'runId' in event && event.runId === removed)
  expect(ofRemoved.map(({ type }) => type)).toEqual(['run-end'])
})

test('a broken answer is tried again for the same message, once at a time', async () => {
  const home = await house()
  const input = { path: 'n.md', oldText: 'a', newText: 'b' }
  const broken = home.send([
    { do: 'tool', id: 'c1', tool: 'edit', input, leaveOpen: true, upTo: 1 },
    { do: 'die', how: 'SIGKILL', upTo: 1 },
  ])
  expect((await home.ended(broken)).status).toBe('interrupted')
  const again = home.runs.waiting.retry(broken)
  expect(home.runs.waiting.retry(broken).runId).toBe(again.runId)
  expect(findRun(home.db, again.runId)).toMatchObject({ retryOf: broken, userMessageId: again.userMessageId })
})
