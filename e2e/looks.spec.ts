import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { failure, stall, text, toolCall } from '#testing/model-vendor/turn.ts'
import type { ModelVendor } from '#testing/model-vendor/vendor.ts'
import { composer, expect, finish, send, startChat, test } from './fixtures.ts'

test.use({ model: 'cloud' })

/** Every look of every state, for the long proof. A commit gets each pair of theme, language and size somewhere. */
const isWhole = process.env.OPENCLAW_LOOKS === 'all'
const combinations = [
  ['light', 'en'],
  ['dark', 'zh'],
  ...(isWhole
    ? ([
        ['dark', 'en'],
        ['light', 'zh'],
      ] as const)
    : []),
] as const
const OTHER = { light: 'dark', dark: 'light' } as const
const sizes = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const
type Size = keyof typeof sizes

const answer = text(
  '## What I found\n\nThe **port** is `8080`.\n\n- one\n- two\n\n```json\n{ "port": 8080 }\n```\n\n',
)
const question = toolCall('exec', {
  argv: ['rm', '-r', 'a folder with a rather long name/and another one inside of it'],
})

/** Nothing is wider than the window. */
async function expectFits(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `test-results/looks/${name}.png`, animations: 'disabled' })
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
}

/** No rule of WCAG A and AA is broken. */
async function expectAccessible(page: Page): Promise<void> {
  // A colour on its way to another one is judged by neither.
  await page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter(({ effect }) => effect?.getTiming().iterations !== Infinity)
    await Promise.allSettled(ending.map((animation) => animation.finished))
  })
  // The rules stay with a document; handed over once, they are there for its next look.
  const isThere = await page.evaluate(() => 'axe' in window)
  // The panel has no frames: the rules need no page of their own to be gathered in.
  const { violations } = await new AxeBuilder({ page, ...(isThere && { axeSource: ';' }) })
    .setLegacyMode(true)
    .options({ resultTypes: ['violations'] })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([])
}

for (const [theme, language] of combinations) {
  test(`the panel is sound: ${theme}, ${language}`, async ({ chat, vendor, browser, gateway }) => {
    let states = 0
    const inEachSize = async (state: string, prepare?: (size: Size) => Promise<unknown>) => {
      const shown = isWhole || states++ % 2 === 0 ? theme : OTHER[theme]
      await chat.evaluate((chosen) => {
        localStorage.setItem('openclaw.theme', chosen)
        dispatchEvent(new Event('openclaw:appearance'))
      }, shown)
      for (const size of ['desktop', 'phone'] as const) {
        await chat.setViewportSize(sizes[size])
        await prepare?.(size)
        await expectFits(chat, `${state}-${shown}-${language}-${size}`)
        const isTurn = (size === 'desktop') === ((shown === 'light') === (language === 'en'))
        if (isWhole || isTurn) await expectAccessible(chat)
      }
    }
    await chat.evaluate(
      ([chosenTheme, chosenLanguage]) => {
        localStorage.setItem('openclaw.theme', chosenTheme)
        localStorage.setItem('openclaw.language', chosenLanguage)
      },
      [theme, language] as const,
    )
    await chat.reload()
    await expect(composer(chat)).toBeVisible()
    await expect(chat.getByRole('button', { name: /^(What can you do\?|你能做什么？)$/ })).toBeVisible()
    await inEachSize('empty')

    await chat.setViewportSize(sizes.desktop)
    await makeBusy(chat, vendor)
    await inEachSize('busy')

    const told = await chat
      .locator('[data-message]:has([data-status=completed])')
      .first()
      .getAttribute('data-message')
    const address = chat.url()
    await chat.goto(`${address}&why=${told}`)
    await expect(chat.getByRole('dialog').getByRole('term').first()).toBeVisible()
    await inEachSize('why')
    await chat.setViewportSize(sizes.desktop)
    await chat.goto(address)
    await expect(chat.getByText('The port is', { exact: true })).toBeVisible()

    await composer(chat).fill('/')
    await expect(chat.getByRole('listbox')).toBeVisible()
    await inEachSize('slash')
    await composer(chat).fill('')

    await inEachSize('session-menu', async (size) => {
      await openSidebar(chat, size)
      await sessionMenu(chat).click()
      await expect(chat.getByRole('menu')).toBeVisible()
    })
    await chat.getByRole('menuitem').last().click()
    await expect(deleteDialog(chat)).toBeVisible()
    await inEachSize('delete')
    await chat.keyboard.press('Escape')

    await chat.keyboard.press('Control+k')
    const palette = chat.getByRole('combobox', { name: /^(Commands and search|命令与搜索)$/ })
    await expect(palette).toBeFocused()
    await inEachSize('palette')
    await palette.fill('port')
    await expect(chat.locator('mark').first()).toBeVisible()
    await inEachSize('search')
    await chat.keyboard.press('Escape')
    await chat.keyboard.press('Control+/')
    await inEachSize('keys', () => expect(chat.getByRole('dialog').getByRole('term').first()).toBeVisible())
    await chat.keyboard.press('Escape')
    await chat.setViewportSize(sizes.desktop)

    await chat.getByRole('button', { name: /^(Stop|停止)/ }).click()
    await inEachSize('approval', async () => {
      await expect(chat.locator('[data-approval] button').last()).toBeVisible()
      await expect(chat.locator('[data-approval] [aria-disabled=true]')).toHaveCount(0)
    })

    const elsewhere = await browser.newContext({
      colorScheme: theme,
      locale: language === 'zh' ? 'zh-CN' : 'en-US',
    })
    const stranger = await elsewhere.newPage()
    await stranger.goto(`http://localhost:${gateway.port}/`)
    await expect(stranger.getByText('npm run openclaw -- open')).toBeVisible()
    await expectFits(stranger, `signed-out-${theme}-${language}`)
    await expectAccessible(stranger)
    await stranger.setViewportSize(sizes.phone)
    await stranger.getByRole('button', { name: /^(Pair this browser|配对此浏览器)$/ }).click()
    await expect(stranger.locator('output')).toHaveText(/^\d{6}$/)
    await expectFits(stranger, `code-${theme}-${language}-phone`)
    await expectAccessible(stranger)

    for (const page of ['channels', 'sessions', 'models', 'sandbox', 'usage', 'settings', 'logs', 'audit']) {
      await chat.goto(`http://localhost:${gateway.port}/${page}`)
      await expect(chat.getByRole('main').getByRole('heading', { level: 1 })).toBeVisible()
      await expect(chat.locator('main [aria-busy=true]')).toHaveCount(0)
      await inEachSize(page)
      if (page !== 'channels') continue
      await chat.getByRole('button', { name: /^(Connect a Telegram bot|连接 Telegram 机器人)$/ }).click()
      await inEachSize('connect')
    }

    await chat.setViewportSize(sizes.desktop)
    await chat.getByRole('link', { name: /^(Inbox|收件箱)/ }).click()
    await chat.locator('[data-pairing] button').last().scrollIntoViewIfNeeded()
    await expect(chat.locator('[data-pairing] button').last()).toBeEnabled()
    await inEachSize('inbox')
    await chat.goto(`http://localhost:${gateway.port}/access`)
    await expect(chat.getByRole('listitem').first()).toBeVisible()
    await inEachSize('access')
    await elsewhere.close()
  })
}

/** A new conversation with a private turn, a failed answer, one that goes on, and a message in line. */
async function makeBusy(chat: Page, vendor: ModelVendor): Promise<void> {
  vendor.script([[answer], [failure(401)], [text('The port is'), stall()], [answer, question]])
  await startChat(chat)
  await send(chat, 'use the local model for this: what is configured? 请告诉我。')
  await expect(chat.getByRole('button', { name: /^(Private|私密)$/ })).toHaveCount(2)
  await finish(chat)
  await send(chat, 'Is the port free?')
  await expect(chat.getByRole('button', { name: /^(Retry|重试)$/ })).toBeVisible()
  await finish(chat)
  await send(chat, 'Which port is it?')
  await expect(chat.getByText('The port is', { exact: true })).toBeVisible()
  await composer(chat).fill(
    'And then remove the old folder, with all that is in it, if nobody uses it any more.',
  )
  await composer(chat).press('Control+Enter')
  await expect(chat.locator('[data-queued]')).toBeVisible()
}

/** On phones the conversations are in a drawer. */
async function openSidebar(chat: Page, size: Size): Promise<void> {
  if (size === 'phone')
    await chat.getByRole('button', { name: /^(Show conversations|显示会话列表)$/ }).click()
}

/** Of the conversation that is open, in the list that is shown. */
const sessionMenu = (chat: Page) =>
  chat
    .getByRole('listitem')
    .filter({ has: chat.locator('a[aria-current]') })
    .getByRole('button', { name: /^(Actions for|“)/ })

const deleteDialog = (chat: Page) => chat.getByRole('dialog', { name: /^(Delete|删除)/ })
