import path from 'node:path'
import type { Page } from '@playwright/test'
import { startGatewayProcess } from '#testing/gateway-process.ts'
import type { Figure } from '../figures.ts'
import { fillSession } from '../long-session.ts'
import type { Scene } from './scene.ts'
import { endWatch, startWatch } from './watch.ts'

const MESSAGES = 10_000
const MEGABYTE = 1_000_000

/** A first visit, with Next prepared: from asking for the page to a composer that takes words. */
export async function measureFirstVisit(scene: Scene, runs: number): Promise<Figure> {
  const samples: number[] = []
  for (let run = -1; run < runs; run += 1) {
    const context = await scene.newVisitor()
    const page = await context.newPage()
    const start = performance.now()
    await page.goto(scene.address('/'), { waitUntil: 'commit' })
    await page.locator('#composer').fill('x')
    // The first one prepares Next.
    if (run >= 0) samples.push(performance.now() - start)
    await context.close()
  }
  return { name: 'a first visit to a composer that takes words', unit: 'ms', goal: 1_500, samples }
}

/** A conversation of 10,000 messages: opening it, all of it in the page, scrolling in it. */
export async function measureLongChat(scene: Scene, runs: number): Promise<Figure[]> {
  const { gateway } = scene
  await gateway.end()
  const sessionId = fillSession(path.join(gateway.home, 'state/openclaw.db'), MESSAGES)
  const again = await startGatewayProcess({ home: gateway.home, port: gateway.port })
  const page = await (await scene.newVisitor()).newPage()
  const opened: number[] = []
  for (let run = 0; run < runs; run += 1) opened.push(await openLong(page, { scene, sessionId }))
  const nodesAtEnd = await countNodes(page)

  // Looking for the first message loads all of them.
  await page.goto(scene.address(`/?session=${sessionId}&message=fill-0`))
  await page.locator('[data-message=fill-0]').waitFor({ timeout: 60_000 })
  const scrolled = await scrollThrough(page)
  const nodes = Math.max(nodesAtEnd, await countNodes(page))
  const heap = await readHeap(page)
  await page.context().close()
  await again.end()
  const all = 'with 10,000 messages in the page'
  return [
    { name: 'opening a conversation of 10,000 messages', unit: 'ms', goal: 500, samples: opened },
    { name: `elements ${all}`, unit: '', goal: 1_500, samples: [nodes] },
    { name: `a frame while scrolling ${all}`, unit: 'ms', goal: 34, samples: scrolled },
    { name: `heap ${all}`, unit: 'MB', goal: 120, samples: [heap] },
  ]
}

/** From the click on the conversation to its last message in the picture. */
async function openLong(page: Page, { scene, sessionId }: { scene: Scene; sessionId: string }) {
  await page.goto(scene.address('/?session=new'))
  const link = page.locator(`a[href="/?session=${sessionId}"], a[href="/"]`).first()
  await link.waitFor()
  await page.locator('#composer').waitFor()
  return link.evaluate(
    (element, last) =>
      new Promise<number>((resolve) => {
        const start = performance.now()
        const look = () => {
          if (document.querySelector(`[data-message="${last}"]`)) {
            requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - start)))
          } else requestAnimationFrame(look)
        }
        ;(element as HTMLElement).click()
        look()
      }),
    `fill-${MESSAGES - 1}`,
  )
}

async function scrollThrough(page: Page): Promise<readonly number[]> {
  await page.mouse.move(700, 400)
  await startWatch(page)
  for (let turn = 0; turn < 60; turn += 1) await page.mouse.wheel(0, turn % 20 < 14 ? 900 : -700)
  return (await endWatch(page)).frames
}

const countNodes = (page: Page): Promise<number> => page.evaluate(() => document.querySelectorAll('*').length)

/** Megabytes after a collection. */
async function readHeap(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  await session.send('Performance.enable')
  const { metrics } = await session.send('Performance.getMetrics')
  return (metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN) / MEGABYTE
}
