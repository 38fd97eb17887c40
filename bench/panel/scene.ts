import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test'
import { ownerOf, signIn } from '../../e2e/house/owner.ts'
import { openPlace, type Place } from '../../e2e/house/place.ts'
import config from '../../playwright.config.ts'

/** A real gateway with a scripted model, and the browser that looks at it. */
export interface Scene extends Place {
  readonly browser: Browser
  /** A signed-in browser without anything of an earlier visit. */
  newVisitor(): Promise<BrowserContext>
  /** A signed-in page in a new conversation. */
  openChat(): Promise<Page>
  address(path: string): string
}

export async function openScene(): Promise<Scene> {
  const place = await openPlace('vendor')
  const browser = await chromium.launch(config.use?.launchOptions)
  const address = (path: string) => `http://localhost:${place.gateway.port}${path}`
  async function newVisitor(): Promise<BrowserContext> {
    const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 800 } })
    await signIn(context, place.gateway)
    return context
  }
  return {
    ...place,
    browser,
    address,
    newVisitor,
    async openChat() {
      const { id } = await ownerOf(place.gateway).sessions.create.mutate({ title: 'bench' })
      const page = await (await newVisitor()).newPage()
      await page.goto(address(`/?session=${id}`))
      await page.locator('#composer').waitFor()
      return page
    },
    async close() {
      await browser.close()
      await place.close()
    },
  }
}

/** Writes into the composer and sends it. */
export async function say(page: Page, words: string): Promise<void> {
  await page.locator('#composer').fill(words)
  await page.locator('#composer').press('Enter')
}
