import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findRun } from '#db/queries/runs.ts'
import { listSteps } from '#db/queries/steps.ts'
import { type House, OWNER, openHouse } from './fixtures/house.ts'

function sharedFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'openclaw-takeover-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

async function house(folder: string): Promise<House> {
  const opened = await openHouse({ folder })
  onTestFinished(opened.close)
  return opened
}

test('a question outlives the gateway, and its call runs once though the old one still lives', async () => {
  const folder = sharedFolder()
  const first = await house(folder)
  const call = { do: 'tool', id: 'c1', tool: 'exec', input: { argv: ['ls'] } } as const
  const runId = first.send([
    { ...call, effect: first.file('ran') },
    { do: 'say', text: 'done' },
  ])
  const asked = await first.seen((event) => event.type === 'approval-request')
  if (asked.type !== 'approval-request') throw new Error('nothing was asked')

  const second = await house(folder)
  expect(second.runs.recover().requeued).toBe(1)
  const again = await second.seen((event) => event.type === 'approval-request')
  expect(again).toMatchObject({ approval: { id: asked.approval.id } })
  second.runs.approvals.resolve(asked.approval.id, { decision: 'allow-once' }, OWNER)
  // The one that lost the run still believes in its question: its agent is refused.
  first.runs.approvals.resolve(asked.approval.id, { decision: 'allow-once' }, OWNER)
  await expect.poll(() => findRun(second.db, runId)?.status).toBe('completed')
  expect(readFileSync(first.file('ran'), 'utf8')).toBe('it happened\n')
  expect(listSteps(second.db, runId).map((step) => step.state)).toContain('done')
})
