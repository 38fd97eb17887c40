import type { Page } from '@playwright/test'
import { PAYLOADS } from '#testing/hostile/payloads.ts'
import { expect, test } from './fixtures.ts'
import { type Changes, changeAnswers } from './house/answers.ts'
import { HOSTILE_ANSWERS, type Place } from './house/hostile-answers.ts'

interface Findings {
  readonly ran: number[]
  readonly violations: string[]
  readonly seen: string[]
}

/** Before anything of the page: what runs, what the policy had to stop, and which texts were drawn. */
function watch(): void {
  const found = { ran: [] as number[], violations: [] as string[], seen: new Set<string>() }
  Object.assign(window, { found, ran: (number: number) => found.ran.push(number) })
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
    found.violations.push(`${effectiveDirective} ${blockedURI}`),
  )
  const look = (node: Node) => {
    for (const [mark] of (node.textContent ?? '').matchAll(/[a-z]x\d{3}x/g)) found.seen.add(mark)
  }
  new MutationObserver((records) => {
    for (const { type, target, addedNodes } of records) {
      if (type === 'characterData') look(target)
      else for (const node of addedNodes) look(node)
    }
  }).observe(document, { subtree: true, childList: true, characterData: true })
}

const collect = (page: Page): Promise<Findings> =>
  page.evaluate(() => {
    const { ran, violations, seen } = (window as unknown as { found: Findings & { seen: Set<string> } }).found
    return { ran, violations, seen: [...seen] }
  })

/** From its end to its beginning with the wheel, as readers do, on a high window: only what is in view is drawn. */
async function readWhole(page: Page): Promise<void> {
  const height = 3_000
  await page.setViewportSize({ width: 1280, height })
  const log = page.getByRole('log')
  await log.hover()
  const isAtBeginning = async () => {
    await page.mouse.wheel(0, -height * 0.6)
    return await log.evaluate(async (list) => {
      for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame)
      return list.parentElement?.scrollTop === 0
    })
  }
  // Places that were guessed are measured as they come into view, and may lie above the beginning.
  for (let still = 0; still < 5; ) still = (await isAtBeginning()) ? still + 1 : 0
  await page.setViewportSize({ width: 1280, height: 720 })
}

test('E1 E2 E5: 200 hostile texts in each of 18 places run nothing, and the policy need not stop them', async ({
  chat,
  gateway,
  complaints,
}) => {
  const outside: string[] = []
  const dialogs: string[] = []
  chat.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  chat.on('request', (request) => {
    if (!/^(http:\/\/localhost:\d+\/|data:|blob:)/.test(request.url())) outside.push(request.url())
  })
  const loads: string[] = []
  chat.on('domcontentloaded', () => loads.push(chat.url()))
  await chat.addInitScript(watch)
  // On one page only: two hundred problems of the configuration leave little room for anything else.
  const { 'status.get': problems, ...answers } = HOSTILE_ANSWERS
  const changes: Record<string, Changes[string]> = answers
  await changeAnswers(chat, changes)
  const findings: Findings[] = []
  const visit = async (path: string) => {
    await chat.goto(`http://localhost:${gateway.port}${path}`)
    await expect(chat.locator('main')).toBeVisible()
  }
  /** Goes on once every text was drawn in each of these places of the page. */
  const finish = async (places: readonly Place[]) => {
    const marks = places.flatMap((place) => PAYLOADS.map(({ mark }) => place + mark))
    const missing = async () => {
      const { seen } = await collect(chat)
      return marks.filter((mark) => !seen.includes(mark))
    }
    await expect.poll(missing).toEqual([])
    // Links would run what they name once they are followed.
    const links = await chat
      .locator('a[href]')
      .evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href))
    expect(links.filter((href) => !/^(https?|mailto):/.test(href))).toEqual([])
    findings.push(await collect(chat))
  }

  await visit('/')
  const printed = chat.locator('[data-tool=exec]')
  await printed.getByRole('button').first().click()
  await printed.getByRole('button', { name: 'Show more' }).click()
  await readWhole(chat)
  await chat.keyboard.press('Control+k')
  await chat.getByRole('combobox').fill('anything')
  await finish(['a', 'b', 'c', 'd', 'e', 'q', 'r'])
  await visit('/inbox')
  await finish(['f', 'g', 'h', 'i'])
  await visit('/access')
  await finish(['j', 'k', 'l', 'm'])
  await visit('/channels')
  await finish(['o'])
  if (problems) changes['status.get'] = problems
  await visit('/models')
  await finish(['n', 'p'])

  expect(findings.flatMap(({ ran }) => ran)).toEqual([])
  expect(findings.flatMap(({ violations }) => violations)).toEqual([])
  expect(dialogs).toEqual([])
  expect(outside).toEqual([])
  expect(loads).toHaveLength(5)

  // Planted: one place that takes text for more than text is found out, once by what ran, else by what was stopped.
  await chat.evaluate(
    (bodies) => {
      for (const body of bodies) document.body.insertAdjacentHTML('beforeend', body)
    },
    PAYLOADS.slice(0, 20).map(({ body }) => body),
  )
  await expect.poll(async () => (await collect(chat)).violations.length).toBeGreaterThan(10)
  complaints.length = 0
})
