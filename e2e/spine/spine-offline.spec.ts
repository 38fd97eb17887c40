import { startGatewayProcess } from '#testing/gateway-process.ts'
import { text } from '#testing/model-vendor/turn.ts'
import { expect, send, test } from '../fixtures.ts'

test.use({ model: 'vendor', isAlone: true })

test('what was sent without a connection outlives a reload, and is answered once', async ({
  chat,
  vendor,
  gateway,
  complaints,
}) => {
  vendor.script([[text('Before.')], [text('After.')]])
  await send(chat, 'hello')
  await expect(chat.getByRole('log').getByText('Before.')).toBeVisible()
  await gateway.end()
  await expect(chat.getByText('OpenClaw is restarting…')).toBeVisible()
  await send(chat, 'do not lose this')
  await expect(chat.getByText('Will be sent once the connection is back.')).toBeVisible()
  const address = chat.url()
  // The page goes while nobody answers, and comes again with the gateway.
  await chat.goto('about:blank')
  const again = await startGatewayProcess({ home: gateway.home, port: gateway.port })
  await chat.goto(address)
  await expect(chat.getByRole('log').getByText('After.')).toBeVisible()
  await expect(chat.getByRole('log').getByText('do not lose this')).toHaveCount(1)
  expect(vendor.requests).toHaveLength(2)
  expect(
    await chat.evaluate(() => Object.keys(localStorage).filter((name) => name.includes('unsent'))),
  ).toEqual([])
  await chat.goto('about:blank')
  complaints.length = 0
  await again.end()
})
