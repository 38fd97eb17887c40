import type { Page } from '@playwright/test'
import { startGatewayProcess } from '#testing/gateway-process.ts'
import { stall, text } from '#testing/model-vendor/turn.ts'
import { composer, expect, send, TITLE, test } from '../fixtures.ts'
import { besidesGone } from '../house/gone.ts'
import { ownerOf } from '../house/owner.ts'

test.use({ model: 'vendor', isAlone: true })

/** From now on the browser has no room for anything more, or has it again. */
const fillStorage = (page: Page, isFull: boolean) =>
  page.evaluate((refuses) => {
    const { setItem } = Storage.prototype as { setItem: Storage['setItem'] & { real?: Storage['setItem'] } }
    const real = setItem.real ?? setItem
    const refuse = () => {
      throw new DOMException('No room.', 'QuotaExceededError')
    }
    Storage.prototype.setItem = refuses ? Object.assign(refuse, { real }) : real
  }, isFull)

test('a bad day: no room in the browser, a clock a day ahead, a restart in the middle of an answer, a sign-in taken back, another version', async ({
  chat,
  vendor,
  gateway,
  complaints,
}) => {
  const log = chat.getByRole('log')
  const ended =
    await test.step('a draft and a message outlive all but the page, and that is said', async () => {
      vendor.script([[text('Half of an answer, '), stall()], [text('All of it.')], [text('That, too.')]])
      await send(chat, 'talk')
      await expect(log.getByText('Half of an answer,')).toBeVisible()
      const end = gateway.end()
      await fillStorage(chat, true)
      await chat.evaluate(() => {
        const { now } = Date
        Date.now = () => now() + 24 * 3_600_000
      })
      await composer(chat).fill('h')
      await expect(chat.getByText('This browser has no room')).toBeVisible()
      return end
    })
  expect(ended.code).toBe(0)

  await test.step('the page says that OpenClaw restarts, and loses nothing meanwhile', async () => {
    await expect(chat.getByText('OpenClaw is restarting…')).toBeVisible()
    await send(chat, 'do not lose this')
    await composer(chat).fill('half a thought')
    await chat.getByRole('link', { name: 'New chat' }).click()
    await expect(composer(chat)).toHaveValue('')
    await chat.getByRole('link', { name: TITLE }).click()
    await expect(composer(chat)).toHaveValue('half a thought')
    await expect(chat.getByText('Will be sent once the connection is back.')).toBeVisible()
  })

  const again = await startGatewayProcess({ home: gateway.home, port: gateway.port })
  const owner = ownerOf(again)
  await test.step('it comes back with each word once, in its order', async () => {
    await expect(log.getByText('That, too.')).toBeVisible()
    const articles = (await log.locator('article').allInnerTexts()).join('\n')
    expect(articles.match(/\btalk\b|All of it|do not lose this|That, too/g)).toEqual([
      'talk',
      'All of it',
      'do not lose this',
      'That, too',
    ])
    await expect(chat.getByText('OpenClaw is restarting…')).toHaveCount(0)
    await expect(chat.getByText('The clock of this device is 24 hours ahead')).toBeVisible()
    await fillStorage(chat, false)
    await composer(chat).fill('half a thought and more')
    await expect(chat.getByText('This browser has no room')).toHaveCount(0)
  })

  await test.step('signed out from elsewhere it shows nothing more, and is let in again', async () => {
    for (const { id } of (await owner.devices.list.query({})).devices)
      await owner.devices.revoke.mutate({ id })
    await expect(chat.getByText('This browser was signed out')).toBeVisible()
    await expect(chat.getByText('openclaw open', { exact: true })).toBeVisible()
    expect(await chat.locator('body').innerText()).not.toMatch(/talk|All of it|half a thought/)
    await chat.getByRole('button', { name: 'Pair this browser' }).click()
    const code = await chat.getByRole('status', { name: 'The code of this browser' }).innerText()
    await owner.pairing.approve.mutate({ channel: 'browser', code })
    await chat.getByRole('link', { name: TITLE }).click()
    await expect(composer(chat)).toHaveValue('half a thought and more')
  })

  await test.step('a gateway that does not know the page’s protocol: it is loaded anew once, and says so', async () => {
    const loads: string[] = []
    chat.on('domcontentloaded', () => loads.push('load'))
    await chat.routeWebSocket(/\/ws$/, (socket) => socket.close({ code: 4400 }))
    await chat.reload()
    await expect.poll(() => loads.length).toBe(2)
    await expect(chat.getByText('OpenClaw was updated')).toBeVisible()
    expect(loads).toHaveLength(2)
  })

  expect(besidesGone(complaints)).toEqual([])
  await chat.goto('about:blank')
  complaints.length = 0
  await again.end()
})
