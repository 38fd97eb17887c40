import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { listAuditEntries } from '#db/queries/access/audit.ts'
import { listExecGrants } from '#db/queries/approvals.ts'
import { findMessage } from '#db/queries/messages.ts'
import { listSteps } from '#db/queries/steps.ts'
import { APPROVAL_LIFETIME_MS, type Approval, type ApprovalDecision } from '#protocol/access/approvals.ts'
import type { ScriptStep } from '../../agents/fixtures/scripted-agent.ts'
import { type House, type HouseOptions, OWNER, openHouse } from '../fixtures/house.ts'
import { createJournal, type Journal } from '../journal.ts'
import { messageText } from '../live.ts'

const ls = { argv: ['ls', '-l'] }
const command = (home: House, id = 'c1', input: unknown = ls): ScriptStep => ({
  do: 'tool',
  id,
  tool: 'exec',
  input,
  effect: home.file(id),
})

/** The question about a call; throws where the run ends without asking. */
async function nextApproval(home: House, runId: string, toolCallId = 'c1'): Promise<Approval> {
  const event = await home.seen((candidate) =>
    candidate.type === 'approval-request'
      ? candidate.approval.runId === runId && candidate.approval.toolCallId === toolCallId
      : candidate.type === 'run-end' && candidate.runId === runId,
  )
  if (event.type !== 'approval-request') throw new Error('The run ended without asking.')
  return event.approval
}

async function answer(home: House, decision: ApprovalDecision): Promise<string> {
  const runId = home.send([command(home)])
  const approval = await nextApproval(home, runId)
  expect(existsSync(home.file('c1'))).toBe(false)
  home.runs.approvals.resolve(approval.id, { decision }, OWNER)
  await home.ended(runId)
  return runId
}

async function textOf(home: House, runId: string): Promise<string> {
  const message = findMessage(home.db, (await home.ended(runId)).messageId)
  return message ? messageText(message) : ''
}

const callStates = (home: House, runId: string) => listSteps(home.db, runId).map((step) => step.state)

/** What the audit log says of who decided how, newest first. */
const auditOf = (home: House) =>
  listAuditEntries(home.db, { limit: 10 }).map(({ action, actor, outcome, rule }) => ({
    action,
    actor,
    outcome,
    rule,
  }))

/** The rules of decision and journal. Planted bugs below must fail some of them. */
const rules: Record<string, (open: (more?: HouseOptions) => Promise<House>) => Promise<void>> = {
  'L5: a command waits for the owner, and allowed once it runs and asks again the next time': async (
    open,
  ) => {
    const home = await open()
    const runId = home.send([command(home), command(home, 'c2')])
    const approval = await nextApproval(home, runId)
    expect(approval).toMatchObject({ tool: 'exec', input: ls, rule: 'exec-ask', canBeAlways: true })
    expect(home.runs.counts().waiting).toBe(1)
    expect(home.runs.live('main')?.metadata?.status).toBe('waiting')
    expect(existsSync(home.file('c1'))).toBe(false)

    home.runs.approvals.resolve(approval.id, { decision: 'allow-once' }, OWNER)
    const second = await nextApproval(home, runId, 'c2')
    expect(existsSync(home.file('c1'))).toBe(true)
    home.runs.approvals.resolve(second.id, { decision: 'deny' }, OWNER)
    await home.ended(runId)
    expect(existsSync(home.file('c2'))).toBe(false)
    expect(callStates(home, runId)).toEqual(['done', 'denied'])
    const line = { action: 'approval', actor: OWNER.credentialId, rule: 'exec-ask' }
    expect(auditOf(home)).toEqual([
      { ...line, outcome: 'denied' },
      { ...line, outcome: 'allowed' },
    ])
  },

  'a denied command does not run, and the agent is told': async (open) => {
    const home = await open()
    const runId = await answer(home, 'deny')
    expect(existsSync(home.file('c1'))).toBe(false)
    expect(await textOf(home, runId)).toMatch(/^deny: The owner said no/)
  },

  'the first of two answers stands': async (open) => {
    const home = await open()
    const runId = home.send([command(home)])
    const { id } = await nextApproval(home, runId)
    expect(home.runs.approvals.resolve(id, { decision: 'deny' }, OWNER).status).toBe('denied')
    expect(home.runs.approvals.resolve(id, { decision: 'always' }, OWNER)).toMatchObject({
      status: 'denied',
      decision: 'deny',
    })
    await home.ended(runId)
    expect(existsSync(home.file('c1'))).toBe(false)
    expect(listExecGrants(home.db)).toEqual([])
    expect(home.events.filter((event) => event.type === 'approval-resolved')).toHaveLength(1)
  },

  'F12: nobody answers for an hour: denied': async (open) => {
    const home = await open()
    const runId = home.send([command(home)])
    const { id } = await nextApproval(home, runId)
    home.turnClock(APPROVAL_LIFETIME_MS)
    await home.ended(runId)
    expect(existsSync(home.file('c1'))).toBe(false)
    expect(home.runs.approvals.resolve(id, { decision: 'allow-once' }, OWNER).status).toBe('expired')
  },

  'always is kept for this exact command in this folder and for nothing else': async (open) => {
    const home = await open()
    await answer(home, 'always')
    expect(listExecGrants(home.db)).toMatchObject([{ agent: 'main', argv: ['ls', '-l'], cwd: '.' }])
    const again = home.send([command(home, 'again'), command(home, 'other', { argv: ['ls', '-l', '/'] })])
    const other = await nextApproval(home, again, 'other')
    expect(existsSync(home.file('again'))).toBe(true)
    home.runs.approvals.resolve(other.id, { decision: 'deny' }, OWNER)
    await home.ended(again)
    expect(existsSync(home.file('other'))).toBe(false)
  },

  'always is refused for a shell': async (open) => {
    const home = await open()
    const runId = home.send([command(home, 'c1', { argv: ['bash', '-c', 'true'] })])
    const { id, canBeAlways } = await nextApproval(home, runId)
    expect(canBeAlways).toBe(false)
    expect(() => home.runs.approvals.resolve(id, { decision: 'always' }, OWNER)).toThrow(/not for always/)
    home.runs.approvals.resolve(id, { decision: 'deny' }, OWNER)
    await home.ended(runId)
    expect(existsSync(home.file('c1'))).toBe(false)
  },

  'a stopped run takes its question with it: a late yes changes nothing': async (open) => {
    const home = await open()
    const runId = home.send([command(home)])
    const { id } = await nextApproval(home, runId)
    await home.runs.stop('main')
    expect(home.runs.approvals.resolve(id, { decision: 'allow-once' }, OWNER).status).toBe('cancelled')
    expect(home.runs.approvals.listPending()).toEqual([])
    expect(callStates(home, runId)).toEqual(['stopped'])
    expect((await home.ended(home.send([]))).status).toBe('completed')
    expect(existsSync(home.file('c1'))).toBe(false)
  },

  'E8: typing into a running program asks with that program, and only one that this conversation started':
    async (open) => {
      const home = await open()
      const start = (id: string, argv: string[], processId: string): ScriptStep => ({
        do: 'tool',
        id,
        tool: 'exec',
        input: { argv, background: true },
        output: { processId },
      })
      const type = (id: string, processId: string): ScriptStep => ({
        do: 'tool',
        id,
        tool: 'process',
        input: { action: 'input', processId, text: 'yes' },
        effect: home.file(id),
      })
      const elsewhere = home.send([start('s0', ['ls', '-x'], 'p0-aa')], 'agent:main:other')
      const approve = async (runId: string, id: string) =>
        home.runs.approvals.resolve(
          (await nextApproval(home, runId, id)).id,
          { decision: 'allow-once' },
          OWNER,
        )
      await approve(elsewhere, 's0')
      const runId = home.send([
        start('s1', ['python3', '-i'], 'p1-aa'),
        type('t1', 'p1-aa'),
        type('t0', 'p0-aa'),
      ])
      await approve(runId, 's1')
      const approval = await nextApproval(home, runId, 't1')
      expect(approval).toMatchObject({ typesInto: ['python3', '-i'], rule: 'type-ask', canBeAlways: false })
      home.runs.approvals.resolve(approval.id, { decision: 'allow-once' }, OWNER)
      expect(await textOf(home, runId)).toMatch(/^deny: This conversation started no background command/)
      expect(['t1', 't0'].map((id) => existsSync(home.file(id)))).toEqual([true, false])
    },

  'an input that breaks the contract, an unknown tool and a stranger are all refused': async (open) => {
    const home = await open()
    const bad = home.send([command(home, 'bad', { argv: 'ls' })])
    const unknown = home.send([{ ...command(home, 'unknown'), tool: 'format_disk' } as ScriptStep])
    const stranger = home.send([command(home, 'stranger')], 'group:1')
    expect(await textOf(home, bad)).toMatch(/^deny: exec: argv/)
    expect(await textOf(home, unknown)).toMatch(/^deny: There is no tool/)
    expect(await textOf(home, stranger)).toMatch(/^deny: This session may only work inside the sandbox/)
    expect(['bad', 'unknown', 'stranger'].some((name) => existsSync(home.file(name)))).toBe(false)
    expect(callStates(home, stranger)).toEqual(['denied'])
    const denied = auditOf(home).filter(({ action, outcome }) => action === 'tool' && outcome === 'denied')
    expect(denied.map(({ rule }) => rule).sort()).toEqual(['sandbox-unavailable', 'unknown-tool'])
  },

  'a gateway tool runs once, only as it was begun, and taints the run by what it read': async (open) => {
    const calls: unknown[] = []
    const home = await open({
      records: async (call) => {
        calls.push(call)
        return { output: { memories: [] }, tainted: true }
      },
    })
    const recall = (id: string, query: string, more: object = {}): ScriptStep => ({
      do: 'record',
      id,
      tool: 'recall',
      input: { query },
      ...more,
    })
    const runId = home.send([
      recall('never', 'a', { begun: null }),
      recall('swapped', 'b', { begun: { query: 'harmless' } }),
      recall('fair', 'c'),
      recall('fair', 'c', { begun: null }),
      { do: 'tool', id: 'c1', tool: 'write', input: { path: 'a', content: 'b' }, effect: home.file('c1') },
    ])
    const approval = await nextApproval(home, runId)
    expect(approval).toMatchObject({ tool: 'write', rule: 'tainted-write', canBeAlways: false })
    home.runs.approvals.resolve(approval.id, { decision: 'deny' }, OWNER)
    const text = await textOf(home, runId)
    expect(text.match(/was not allowed like this/g)).toHaveLength(2)
    expect(calls).toEqual([{ toolCallId: 'fair', tool: 'recall', input: { query: 'c' } }])
    expect(existsSync(home.file('c1'))).toBe(false)
  },

  'a call id cannot be begun twice': async (open) => {
    const home = await open()
    const write = { do: 'tool', id: 'c1', tool: 'write', input: { path: 'a', content: 'b' } } as const
    const runId = home.send([write, { ...write, effect: home.file('twice') }])
    expect(await textOf(home, runId)).toMatch(/^refused: .*begun before/)
    expect(existsSync(home.file('twice'))).toBe(false)
  },

  'no effect without a committed journal: a crash before the commit leaves neither': async (open) => {
    const home = await open({
      failpoint: (name) => {
        if (name === 'tool-start:before-commit') throw new Error('crash')
      },
    })
    const write = { do: 'tool', id: 'c1', tool: 'write', input: { path: 'a', content: 'b' } } as const
    const runId = home.send([{ ...write, effect: home.file('c1') }])
    await home.ended(runId)
    expect(callStates(home, runId)).toEqual([])
    expect(existsSync(home.file('c1'))).toBe(false)
  },
}

async function check(name: string, planted: HouseOptions): Promise<void> {
  const homes: House[] = []
  const open = async (more: HouseOptions = {}) => {
    const home = await openHouse({ ...more, ...planted })
    homes.push(home)
    return home
  }
  try {
    await rules[name]?.(open)
  } finally {
    await Promise.all(homes.map((home) => home.close()))
  }
}

describe('decisions', () => {
  test.each(Object.keys(rules))('%s', (name) => check(name, {}))
})

describe('planted bugs are caught', () => {
  test('a policy that allows everything', async () => {
    const decide = () => ({ decision: 'allow' as const, rule: 'planted', reason: 'Anything goes.' })
    const names = [
      'a denied command does not run, and the agent is told',
      'F12: nobody answers for an hour: denied',
      'E8: typing into a running program asks with that program, and only one that this conversation started',
    ]
    for (const name of names) await expect(check(name, { decide })).rejects.toThrow(/without asking/)
  })

  test('a journal that answers before it commits', async () => {
    const early: HouseOptions['journal'] = (db, clock, failpoint): Journal => {
      const journal = createJournal({ db, clock, failpoint })
      const start: Journal['start'] = (...call) => {
        setTimeout(() => {
          try {
            journal.start(...call)
          } catch {
            // The crash comes after the answer has gone out: that is the bug.
          }
        }, 20)
      }
      return { ...journal, start }
    }
    const name = 'no effect without a committed journal: a crash before the commit leaves neither'
    await expect(check(name, { journal: early })).rejects.toThrow(/expected true to be false/)
  })
})
