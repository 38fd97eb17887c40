import { test as base, expect, type Locator, type Page } from '@playwright/test'
import type { GatewayProcess } from '#testing/gateway-process.ts'
import type { ModelVendor } from '#testing/model-vendor/vendor.ts'
import { createLink, ownerOf, signIn } from './house/owner.ts'
import { clearPlace, type ModelChoice, openPlace, type Place } from './house/place.ts'

interface House {
  readonly model: ModelChoice
  /** Whether the test has a gateway to itself: where it ends it, kills its agents or needs its main session. */
  readonly isAlone: boolean
  readonly place: Place
  /** A real gateway with a small `config.json` in its workspace, and nothing of the tests before. */
  readonly gateway: GatewayProcess
  /** A scripted model vendor, where the test chose a model that it serves. */
  readonly vendor: ModelVendor
  /** A fresh one-time link, from the command line as its owner would get it. */
  readonly link: string
  /** A signed-in browser in a conversation of its own. Any console error or policy violation fails the test. */
  readonly chat: Page
  /** What the browser complained about so far. */
  readonly complaints: string[]
}

interface Shared {
  /** The gateway that the tests of a worker share which want the same models. */
  readonly share: (model: ModelChoice) => Promise<Place>
}

/** The title of the conversation that `chat` opens. */
export const TITLE = 'A place to talk'

export const test = base.extend<House, Shared>({
  model: ['built-in', { option: true }],
  isAlone: [false, { option: true }],

  share: [
    async ({ browserName: _ }, use) => {
      const places = new Map<ModelChoice, Place>()
      await use(async (model) => {
        const place = places.get(model) ?? (await openPlace(model))
        places.set(model, place)
        return place
      })
      await Promise.all([...places.values()].map((place) => place.close()))
    },
    { scope: 'worker' },
  ],

  place: async ({ share, isAlone, model }, use) => {
    const place = isAlone ? await openPlace(model) : await share(model)
    await use(place)
    await (isAlone ? place.close() : clearPlace(place))
  },
  gateway: ({ place }, use) => use(place.gateway),
  vendor: ({ place }, use) => use(place.vendor),

  link: async ({ gateway }, use) => {
    await use(await createLink(gateway))
  },

  complaints: async ({ page }, use) => {
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`)
    })
    page.on('pageerror', (error) => complaints.push(String(error)))
    await use(complaints)
  },

  chat: async ({ page, gateway, complaints }, use) => {
    const [session] = await Promise.all([
      ownerOf(gateway).sessions.create.mutate({ title: TITLE }),
      signIn(page.context(), gateway),
    ])
    await page.goto(`http://localhost:${gateway.port}/?session=${session.id}`)
    await expect(composer(page)).toBeVisible()
    await use(page)
    expect(complaints).toEqual([])
  },
})

export { expect }

export const composer = (page: Page) => page.getByRole('textbox', { name: /message|消息/i })

export async function send(page: Page, text: string): Promise<void> {
  await composer(page).fill(text)
  await composer(page).press('Enter')
}

/** Waits for the end of an answer that is on the screen: its last word comes before that. */
export async function finish(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: /^(Stop|停止)/ })).toHaveCount(0)
}

/**
 * Presses what decides once it can be pressed: a click that has to wait scrolls, and what has just moved can't be
 * pressed.
 */
export async function decide(button: Locator): Promise<void> {
  await expect(button).toBeEnabled()
  await button.click()
}

/** Opens a new conversation; until it is there, what is typed would still go into the one before. */
export async function startChat(page: Page): Promise<void> {
  await page.getByRole('link', { name: /New chat|新会话/ }).click()
  await expect(page.getByRole('heading', { name: /New chat|新会话/, level: 1 })).toBeVisible()
}
