import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { type BrowserContext, chromium } from '@playwright/test'
import { systemEvent } from '#protocol/run-events.ts'
import type { ChatSendResult } from '#protocol/sessions.ts'
import { connectClient } from '#testing/client.ts'
import { type GatewayProcess, startGatewayProcess } from '#testing/gateway-process.ts'
import { findFreePort } from '#testing/sockets/free-port.ts'
import config from '../playwright.config.ts'
import type { Figure } from './figures.ts'

const run = promisify(execFile)

/** Not a dependency of the project: npx fetches it where it is not there yet. It needs Node 22 or newer. */
const LIGHTHOUSE = 'lighthouse@13.5.0'
const PAGES = ['/', '/inbox', '/settings']
/** Points that may be missing to a hundred: 95 of performance on a desktop, 80 on a simulated phone, else all. */
const GOALS = [
  { form: 'desktop', category: 'performance', goal: 5 },
  { form: 'desktop', category: 'accessibility', goal: 0 },
  { form: 'desktop', category: 'best-practices', goal: 0 },
  { form: 'mobile', category: 'performance', goal: 20 },
  { form: 'mobile', category: 'accessibility', goal: 0 },
] as const
const CATEGORIES = 'performance,accessibility,best-practices'
const MESSAGES = 8

/** What Lighthouse takes off, page by page, from the built panel of a gateway in use, in a signed-in browser. */
export async function measureLighthouse(runs: number, pages = PAGES): Promise<Figure[]> {
  const gateway = await startGatewayProcess()
  const profile = mkdtempSync(path.join(tmpdir(), 'openclaw-lighthouse-'))
  try {
    const link = await fill(gateway)
    await withBrowser(profile, async ({ browser }) => {
      const page = await browser.newPage()
      await page.goto(link)
      await page.getByRole('textbox').first().waitFor()
    })
    const figures: Figure[] = []
    for (const address of pages) {
      const scores: Record<string, number[]> = {}
      for (const form of ['desktop', 'mobile'] as const) {
        for (let count = 0; count < runs; count++) {
          const url = `http://localhost:${gateway.port}${address}`
          const found = await withBrowser(profile, ({ debuggingPort }) => judge(url, { debuggingPort, form }))
          for (const [category, score] of Object.entries(found)) {
            scores[`${form} ${category}`] = [...(scores[`${form} ${category}`] ?? []), 100 - score]
          }
        }
      }
      for (const { form, category, goal } of GOALS) {
        figures.push({
          name: `Lighthouse ${form}, ${category} of ${address}: points short of 100`,
          unit: '',
          goal,
          samples: scores[`${form} ${category}`] ?? [],
        })
      }
    }
    return figures
  } finally {
    await gateway.dispose()
    rmSync(profile, { recursive: true, force: true })
  }
}

/** A browser that was opened for this visit, as Lighthouse would: one in use has the pages before it in its processes. */
async function withBrowser<Result>(
  profile: string,
  visit: (opened: { browser: BrowserContext; debuggingPort: number }) => Promise<Result>,
): Promise<Result> {
  const debuggingPort = await findFreePort()
  const browser = await chromium.launchPersistentContext(profile, {
    ...config.use?.launchOptions,
    args: [`--remote-debugging-port=${debuggingPort}`],
  })
  try {
    return await visit({ browser, debuggingPort })
  } finally {
    await browser.close()
  }
}

/** Some conversation to show, all of it answered; gives a one-time link. */
async function fill(gateway: GatewayProcess): Promise<string> {
  const client = await connectClient(gateway.port, gateway.token())
  await client.subscribe('system')
  for (let number = 0; number < MESSAGES; number++) {
    const message = { text: 'What can you do?', idempotencyKey: `seed-${number}` }
    const { runId } = await client.request<ChatSendResult>('chat.send', message)
    await client.event(({ event }) => isEndOf(runId, event))
  }
  const { url } = (await client.request('login.createLink', {})) as { url: string }
  client.close()
  return url
}

function isEndOf(runId: string, event: unknown): boolean {
  const { data } = systemEvent.safeParse(event)
  return data?.type === 'run-change' && data.runId === runId && data.durationMs !== undefined
}

/** The scores of one visit, by category, out of a hundred. */
async function judge(
  url: string,
  { debuggingPort, form }: { debuggingPort: number; form: 'desktop' | 'mobile' },
): Promise<Record<string, number>> {
  const options = [
    `--port=${debuggingPort}`,
    // The cookie and the key of the browser stay: it is signed in.
    '--disable-storage-reset',
    `--only-categories=${CATEGORIES}`,
    '--output=json',
    '--quiet',
    ...(form === 'desktop' ? ['--preset=desktop'] : []),
  ]
  const { stdout } = await run('npx', ['--yes', LIGHTHOUSE, url, ...options], { maxBuffer: 64 * 1024 * 1024 })
  const { categories, runtimeError, audits } = JSON.parse(stdout) as {
    categories: Record<string, { score: number | null; auditRefs: { id: string; weight: number }[] }>
    runtimeError?: { message: string }
    audits: Record<string, { score: number | null; title: string }>
  }
  if (runtimeError) throw new Error(runtimeError.message)
  for (const [category, { auditRefs }] of Object.entries(categories)) {
    const lost = auditRefs.filter(({ id, weight }) => weight > 0 && (audits[id]?.score ?? 1) < 0.9)
    if (lost.length > 0) {
      const words = lost.map(({ id }) => `${audits[id]?.title ?? id} (${audits[id]?.score})`)
      console.error(`  ${form} ${category} of ${new URL(url).pathname}: ${words.join('; ')}`)
    }
  }
  return Object.fromEntries(
    Object.entries(categories).map(([name, { score }]) => [name, Math.round((score ?? 0) * 100)]),
  )
}
