import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listAuditEntries } from '#db/queries/access/audit.ts'
import { findMessage } from '#db/queries/messages.ts'
import { findWhy } from '#db/queries/why.ts'
import { APPROVAL_USE_MS, type Approval } from '#protocol/access/approvals.ts'
import type { ScriptStep } from '../../agents/fixtures/scripted-agent.ts'
import { type House, OWNER, openHouse } from '../fixtures/house.ts'
import { messageText } from '../live.ts'

let home: House
let calls = 0
beforeAll(async () => {
  home = await openHouse({ confines: true })
})
afterAll(() => home.close())

/** A call, and the file that appears where it has its effect. */
function call(tool: string, input: unknown): ScriptStep & { do: 'tool'; effect: string } {
  calls += 1
  const id = `call-${calls}`
  return { do: 'tool', id, tool, input, effect: home.file(id) }
}

async function asked(id: string, house = home): Promise<Approval> {
  const event = await house.seen(
    (seen) => seen.type === 'approval-request' && seen.approval.toolCallId === id,
  )
  if (event.type !== 'approval-request') throw new Error('nothing was asked')
  return event.approval
}

const textOf = async (runId: string) => {
  const message = findMessage(home.db, (await home.ended(runId)).messageId)
  return message ? messageText(message) : ''
}

const question = { question: 'Tea or coffee?', choices: ['tea', 'coffee'] }

describe('a question to the owner', () => {
  test('waits for one of its choices, and the choice is what the tool gives', async () => {
    const runId = home.send([{ do: 'record', id: 'ask-1', tool: 'ask', input: question }])
    const approval = await asked('ask-1')
    expect(approval).toMatchObject({ kind: 'question', ...question, choice: null, canBeAlways: false })
    for (const answer of [{ decision: 'allow-once' }, { decision: 'answer', choice: 'water' }] as const) {
      expect(() => home.runs.approvals.resolve(approval.id, answer, OWNER)).toThrow(
        /one of the choices "tea"/,
      )
    }
    home.runs.approvals.resolve(approval.id, { decision: 'answer', choice: 'coffee' }, OWNER)
    expect(await textOf(runId)).toBe('{"choice":"coffee"}')
    expect(home.events).toContainEqual(
      expect.objectContaining({ type: 'approval-resolved', approvalId: approval.id, choice: 'coffee' }),
    )
  })

  test('that he refuses gives nothing, and a call takes no choice', async () => {
    const runId = home.send([{ do: 'record', id: 'ask-2', tool: 'ask', input: question }])
    home.runs.approvals.resolve((await asked('ask-2')).id, { decision: 'deny' }, OWNER)
    expect(await textOf(runId)).toMatch(/refused/)
    const step = call('exec', { argv: ['make'] })
    home.send([step])
    const { id } = await asked(step.id)
    const answer = { decision: 'answer', choice: 'tea' } as const
    expect(() => home.runs.approvals.resolve(id, answer, OWNER)).toThrow(/no choices/)
    home.runs.approvals.resolve(id, { decision: 'deny' }, OWNER)
  })

  test('outlives the gateway', async () => {
    const folder = home.file('second-home')
    mkdirSync(folder)
    const first = await openHouse({ folder })
    const runId = first.send([
      call('read', { path: 'x' }),
      { do: 'step' },
      { ...call('ask', question), id: 'ask-3' },
    ])
    const before = await asked('ask-3', first)
    const second = await openHouse({ folder })
    second.runs.recover()
    const again = await asked('ask-3', second)
    expect(again.id).toBe(before.id)
    second.runs.approvals.resolve(again.id, { decision: 'answer', choice: 'tea' }, OWNER)
    await expect
      .poll(() => findWhy(second.db, runId)?.tools.at(-1))
      .toMatchObject({ tool: 'ask', state: 'done', rule: 'question', approval: { decision: 'answer' } })
    await Promise.all([first.close(), second.close()])
  })
})

describe('F11: what the owner allows', () => {
  const writeScript = (text: string) => writeFileSync(home.file('tool.sh'), text, { mode: 0o755 })

  test('is the program and the files as they were when he was asked', async () => {
    writeScript('#!/bin/sh\ntrue\n')
    const step = call('exec', { argv: ['./tool.sh'] })
    const runId = home.send([step])
    const { id, binding } = await asked(step.id)
    expect(binding?.program.path).toBe(home.file('tool.sh'))
    writeScript('#!/bin/sh\necho evil\n')
    home.runs.approvals.resolve(id, { decision: 'allow-once' }, OWNER)
    expect(await textOf(runId)).toMatch(/^deny: The program.*changed/)
    expect(existsSync(step.effect)).toBe(false)
    expect(listAuditEntries(home.db, { limit: 1 })[0]).toMatchObject({ rule: 'approval-outdated' })
  })

  test('is the place that a path led to, not one that it leads to later', async () => {
    symlinkSync('/etc/hostname', home.file('door'))
    const step = call('read', { path: 'door' })
    const runId = home.send([step])
    const { id, rule, outside } = await asked(step.id)
    expect([rule, outside]).toEqual(['outside-workspace', '/etc/hostname'])
    rmSync(home.file('door'))
    symlinkSync('/etc/passwd', home.file('door'))
    home.runs.approvals.resolve(id, { decision: 'allow-once' }, OWNER)
    expect(await textOf(runId)).toMatch(/^deny: .*the place changed/)
  })

  test('is used within five minutes, or he is asked again', async () => {
    const folder = home.file('third-home')
    mkdirSync(folder)
    const first = await openHouse({ folder })
    const step = { ...call('exec', { argv: ['make'] }), effect: first.file('made') }
    first.send([step])
    const before = await asked(step.id, first)
    await first.agents.stop()
    first.runs.approvals.resolve(before.id, { decision: 'allow-once' }, OWNER)
    const second = await openHouse({ folder })
    second.turnClock(APPROVAL_USE_MS + 60_000)
    second.runs.recover()
    const again = await asked(step.id, second)
    expect(again.id).not.toBe(before.id)
    expect(existsSync(step.effect)).toBe(false)
    second.runs.approvals.resolve(again.id, { decision: 'allow-once' }, OWNER)
    await expect.poll(() => existsSync(step.effect)).toBe(true)
    expect(readFileSync(step.effect, 'utf8')).toBe('it happened\n')
    await Promise.all([first.close(), second.close()])
  })

  test('for always can be seen and taken back, and that is on record', async () => {
    const first = call('exec', { argv: ['hostname'] })
    home.send([first])
    const { id, canBeAlways } = await asked(first.id)
    expect(canBeAlways).toBe(true)
    home.runs.approvals.resolve(id, { decision: 'always' }, OWNER)
    const [grant] = home.runs.approvals.listAlways()
    expect(grant).toMatchObject({ agent: 'main', argv: ['hostname'], cwd: '.' })
    const second = call('exec', { argv: ['hostname'] })
    const runId = home.send([second])
    await home.ended(runId)
    expect(findWhy(home.db, runId)?.tools[0]).toMatchObject({ rule: 'exec-grant', approval: null })
    home.runs.approvals.revokeAlways(grant?.id ?? '', OWNER)
    expect(listAuditEntries(home.db, { limit: 1 })[0]).toMatchObject({
      action: 'approval.revoke',
      actor: OWNER.credentialId,
    })
    expect(home.runs.approvals.listAlways()).toEqual([])
    const third = call('exec', { argv: ['hostname'] })
    home.send([third])
    home.runs.approvals.resolve((await asked(third.id)).id, { decision: 'deny' }, OWNER)
    expect(() => home.runs.approvals.revokeAlways(grant?.id ?? '', OWNER)).toThrow(/no such permission/)
  })
})

test('a command that only looks runs unasked, where all it names lies inside the workspace', async () => {
  symlinkSync('/etc', home.file('way-out'))
  const inside = call('exec', { argv: ['ls', '-l', 'notes'] })
  const outside = call('exec', { argv: ['ls', 'way-out/ssh'] })
  const runId = home.send([inside, outside])
  home.runs.approvals.resolve((await asked(outside.id)).id, { decision: 'deny' }, OWNER)
  await home.ended(runId)
  expect(findWhy(home.db, runId)?.tools.map(({ state, rule }) => [state, rule])).toEqual([
    ['done', 'exec-looks'],
    ['denied', 'owner-denied'],
  ])
})

test('why: one query tells trigger, route, tools with their rules and time, model calls and cost', async () => {
  const step = call('exec', { argv: ['make', 'tea'] })
  const runId = home.send([
    { do: 'usage', inputTokens: 1_200, outputTokens: 34 },
    step,
    { do: 'say', text: 'ok' },
  ])
  home.runs.approvals.resolve((await asked(step.id)).id, { decision: 'allow-once' }, OWNER)
  const run = await home.ended(runId)
  const report = findWhy(home.db, run.messageId)
  expect(report).toMatchObject({
    runId,
    messageId: run.messageId,
    status: 'completed',
    trigger: { author: null, text: expect.stringContaining('make'), mode: 'follow-up', retryOf: null },
    route: { sessionId: 'main', trusted: true, tainted: false, attempts: 1 },
    model: 'test:script',
    modelChanges: [],
    calls: [{ model: 'test:script', inputTokens: 1_200, outputTokens: 34, costUsd: null }],
    tools: [
      {
        tool: 'exec',
        input: { argv: ['make', 'tea'] },
        state: 'done',
        rule: 'exec-ask',
        durationMs: 7,
        approval: { decision: 'allow-once' },
      },
    ],
    costUsd: null,
  })
  expect(findWhy(home.db, run.userMessageId)).toEqual(report)
  expect(findWhy(home.db, runId)).toEqual(report)
  expect(findWhy(home.db, 'nothing')).toBeUndefined()
})
