import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from '@playwright/test'
import Database from 'better-sqlite3'
import { text, toolCall } from '#testing/model-vendor/turn.ts'
import { ownerOf } from '../../e2e/house/owner.ts'
import type { Figure } from '../figures.ts'
import type { Scene } from './scene.ts'
import { endWatch, startWatch } from './watch.ts'

/** Of a message, an answer, and a result as no gateway of today would store it, in characters. */
const GIANT = 1_000_000
/** What a command prints: the gateway keeps it in a file and passes its beginning on. */
const PRINTED = 10_000_000
/** Pieces that the answer comes in. */
const DELTAS = 200
/** What follows what is awaited, such as colours, belongs to it. */
const SETTLE_MS = 1_500

const LINE = 'The quick brown fox jumps over the lazy dog, `twice`, and **again**. 敏捷的棕色狐狸。\n\n'
const large = (characters: number): string => LINE.repeat(characters / LINE.length + 1).slice(0, characters)

/** A message, an answer and a tool's result of a size that nobody reads: no task may keep the page from its reader. */
export async function measureGiants(scene: Scene): Promise<Figure[]> {
  const { gateway, vendor } = scene
  writeFileSync(path.join(gateway.workspace, 'giant.txt'), large(PRINTED))

  const page = await scene.openChat()
  const { id } = await ownerOf(gateway).sessions.create.mutate({ title: 'giants' })
  fillGiants(path.join(gateway.home, 'state/openclaw.db'), id)
  const link = page.locator(`a[href="/?session=${id}"]`).first()
  await link.waitFor()
  const opening = await watch(page, async () => {
    await link.click()
    await page.locator('[data-message=giant-2]').waitFor()
  })
  const unfolding = await watch(page, async () => {
    await page.locator('[data-tool=read] button').first().click()
    await page.locator('[data-tool=read] pre, [data-tool=read] code').first().waitFor()
  })

  /** In a conversation of its own, until its answer has ended. */
  async function receive(words: string): Promise<number> {
    const { id: sessionId } = await ownerOf(gateway).sessions.create.mutate({ title: 'receiving' })
    await page.goto(scene.address(`/?session=${sessionId}`))
    await page.locator('#composer').waitFor()
    return watch(page, async () => {
      const idempotencyKey = crypto.randomUUID()
      await ownerOf(gateway).chat.send.mutate({ sessionId, text: words, idempotencyKey })
      await page
        .locator('article:is([data-status=completed], [data-status=failed])')
        .waitFor({ timeout: 60_000 })
    })
  }
  vendor.script([[toolCall('exec', { argv: ['cat', 'giant.txt'] })], [text('It was long.')]])
  const printed = await receive('Print all of it')
  vendor.script(() => [text(Array.from({ length: DELTAS }, () => large(GIANT / DELTAS)))])
  const answered = await receive('Tell me all of it')
  // No model of this size is there to answer it: that it fails is told.
  const received = await receive(large(GIANT))
  await page.context().close()

  const figure = (what: string, sample: number): Figure => ({
    name: `longest task while ${what}`,
    unit: 'ms',
    goal: 100,
    samples: [sample],
  })
  return [
    figure('a message, an answer and a tool result of 1 MB each open', opening),
    figure('that result unfolds', unfolding),
    figure('a command prints 10 MB', printed),
    figure('an answer of 1 MB comes in', answered),
    figure('a message of 1 MB comes in', received),
  ]
}

/** Milliseconds of the longest task of a page; 0 where none took 50. */
async function watch(page: Page, act: () => Promise<void>): Promise<number> {
  await startWatch(page)
  await act()
  await sleep(SETTLE_MS)
  const seen = (await endWatch(page)).longTasks
  return Math.max(0, ...seen)
}

/** Writes a question and an answer of giant parts past the gateway, which would have cut the result. */
function fillGiants(file: string, sessionId: string): void {
  const database = new Database(file)
  const insert = database.prepare(
    'insert into messages (id, session_id, position, role, parts, metadata, created_at) values (?, ?, ?, ?, ?, ?, ?)',
  )
  const output = { content: large(GIANT), firstLine: 1, totalLines: 12_000, truncated: false }
  const call = {
    type: 'tool-read',
    toolCallId: 'giant',
    state: 'output-available',
    input: { path: 'giant.txt' },
  }
  const rows = [
    ['user', [{ type: 'text', text: large(GIANT) }]],
    [
      'assistant',
      [
        { type: 'text', text: large(GIANT), state: 'done' },
        { ...call, output },
      ],
    ],
    ['assistant', [{ type: 'text', text: 'The end.', state: 'done' }]],
  ] as const
  for (const [index, [role, parts]] of rows.entries()) {
    const metadata = { createdAt: index, ...(role === 'assistant' ? { status: 'completed' } : {}) }
    insert.run(
      `giant-${index}`,
      sessionId,
      index,
      role,
      JSON.stringify(parts),
      JSON.stringify(metadata),
      index,
    )
  }
  database.close()
}
