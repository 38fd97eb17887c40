import type { Page } from '@playwright/test'
import { PAGES } from '#app/_components/nav/pages.ts'
import { expect, test } from '../fixtures.ts'

/** Makes every text 40 percent longer, as another language might, and gives by how much the page is too wide then. */
const overflowOfLongerWords = (chat: Page): Promise<number> =>
  chat.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.nodeValue?.trim() ?? ''
      if (text === '' || node.parentElement?.closest('code, pre, script, style')) continue
      node.nodeValue = `${node.nodeValue} ${text.slice(0, Math.ceil(text.length * 0.4))}`
    }
    return document.documentElement.scrollWidth - innerWidth
  })

/** What can be pressed and is less than 44 px high. A link within a sentence is as high as its line. */
const listSmallTargets = (chat: Page): Promise<string[]> =>
  chat.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, a[href], select, textarea, summary, input')]
      .filter((element) => {
        const box = (element.closest('label') ?? element).getBoundingClientRect()
        return (
          element.checkVisibility() &&
          !element.matches('[type=file], a.sr-only') &&
          box.width > 1 &&
          box.height < 43.5 &&
          getComputedStyle(element).display !== 'inline'
        )
      })
      .map((element) => element.outerHTML.slice(0, 160)),
  )

test('every page fits the narrowest phone with longer words, and is hit with a thumb', async ({
  chat,
  gateway,
}) => {
  const tooWide: [string, number][] = []
  const tooSmall: [string, string[]][] = []
  for (const { href } of PAGES) {
    await chat.setViewportSize({ width: 390, height: 844 })
    await chat.goto(`http://localhost:${gateway.port}${href}`)
    await expect(chat.getByRole('main').getByRole('heading', { level: 1 })).toBeVisible()
    await expect(chat.locator('main [aria-busy=true]')).toHaveCount(0)
    const small = await listSmallTargets(chat)
    if (small.length > 0) tooSmall.push([href, small])
    await chat.setViewportSize({ width: 320, height: 640 })
    const overflow = await overflowOfLongerWords(chat)
    if (overflow > 0) tooWide.push([href, overflow])
  }
  expect({ tooWide, tooSmall }).toEqual({ tooWide: [], tooSmall: [] })
})
