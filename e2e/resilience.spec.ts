import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { listChildren } from '#testing/gateway-process.ts'
import { delay, hold, text, toolCall } from '#testing/model-vendor/turn.ts'
import { composer, decide, expect, finish, send, test } from './fixtures.ts'
import { besidesGone } from './house/gone.ts'
import { killInMidStream } from './house/kills.ts'

test.use({ model: 'vendor' })

/** Ten seconds of words, five a second. */
const slowly = (word: string) =>
  Array.from({ length: 50 }, (_, n) => [text(`${word}${n} `), delay(200)]).flat()

test('stop ends the answer at once and keeps what came', async ({ chat, vendor }) => {
  vendor.script([slowly('word'), [text('Ready for more.')]])
  await send(chat, 'talk')
  await expect(chat.getByRole('log').getByText('word2')).toBeVisible()
  await chat.getByRole('button', { name: 'Stop' }).click()
  await expect(chat.getByRole('button', { name: 'Stop' })).toHaveCount(0)
  await expect(chat.getByRole('log').getByText('word2')).toBeVisible()
  expect(await vendor.requests[0]?.outcome).toBe('left')
  await send(chat, 'go on')
  await expect(chat.getByRole('log').getByText('Ready for more.')).toBeVisible()
})

test('a reload in mid-stream goes on without a gap', async ({ chat, vendor }) => {
  const back = Promise.withResolvers<void>()
  const words = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, n) => [text(`w${from + n} `), delay(50)]).flat()
  vendor.script([[...words(0, 16), hold(back.promise), ...words(16, 20)]])
  await send(chat, 'talk')
  await expect(chat.getByRole('log').getByText('w3')).toBeVisible()
  await chat.reload()
  await expect(chat.getByRole('log').getByText('w15')).toBeVisible()
  back.resolve()
  await expect(chat.getByRole('log').getByText('w19')).toBeVisible()
  const whole = Array.from({ length: 20 }, (_, n) => `w${n}`).join(' ')
  await expect(chat.getByRole('log')).toContainText(whole)
})

test.describe('alone', () => {
  test.use({ isAlone: true })

  test('a killed agent does not hurt the gateway: the answer is made again, or goes on after a tool that ran; one that died over a tool is told, and made again on demand', async ({
    chat,
    vendor,
    gateway,
  }) => {
    const log = chat.getByRole('log')
    const killAgents = () => {
      for (const pid of listChildren(gateway.pid)) process.kill(pid, 'SIGKILL')
    }
    await test.step('in the middle of words: it is made again', async () => {
      vendor.script([slowly('lost'), [text('Here I am again.')], [text('And further.')]])
      await send(chat, 'talk')
      await expect(log.getByText('lost2')).toBeVisible()
      killAgents()
      await expect(log.getByText('Here I am again.')).toBeVisible()
      await finish(chat)
      await send(chat, 'and?')
      await expect(log.getByText('And further.')).toBeVisible()
    })

    await test.step('after a tool ran: it goes on from there, the tool is not repeated', async () => {
      vendor.forget()
      vendor.script([
        [toolCall('edit', { path: 'config.json', oldText: '8080', newText: '9090' })],
        slowly('after'),
        [text('Here I go on.')],
      ])
      await send(chat, 'change the port')
      await expect(log.getByText('after2')).toBeVisible()
      killAgents()
      await expect(log.getByText('Here I go on.')).toBeVisible()
      await expect(chat.locator('[data-tool=edit][data-state=done]')).toHaveCount(1)
      expect(readFileSync(path.join(gateway.workspace, 'config.json'), 'utf8')).toContain('9090')
      expect(vendor.requests).toHaveLength(3)
    })

    await test.step('over a tool: it is told, and made again on demand', async () => {
      const command = ['bash', '-c', 'touch begun; sleep 30']
      vendor.script([[toolCall('exec', { argv: command })], [text('This time it went well.')]])
      await send(chat, 'wait a little')
      await decide(chat.getByRole('button', { name: 'Allow once' }))
      // What was allowed and had not begun yet would simply be done after the agent's death.
      await expect.poll(() => existsSync(path.join(gateway.workspace, 'begun'))).toBe(true)
      killAgents()
      await expect(chat.getByText('The answer was interrupted', { exact: true })).toBeVisible()
      await expect(chat.locator('[data-tool=exec][data-state=uncertain]')).toBeVisible()
      await chat.getByRole('button', { name: 'Retry' }).click()
      await expect(log.getByText('This time it went well.')).toBeVisible()
    })
  })

  test('the gateway is killed in the middle of five answers: nothing is lost, doubled or out of order; the draft is kept', async ({
    chat,
    place,
    complaints,
  }) => {
    const { wrong, gateway } = await killInMidStream(chat, place, {
      kills: 5,
      async onDown() {
        await composer(chat).fill('half a thought')
        await expect(chat.getByText('No connection to OpenClaw', { exact: false })).toBeVisible()
      },
      onBack: () => expect(composer(chat)).toHaveValue('half a thought'),
    })
    expect(wrong).toEqual([])
    await expect(chat.getByText('No connection to OpenClaw', { exact: false })).toHaveCount(0)
    expect(besidesGone(complaints)).toEqual([])
    await chat.goto('about:blank')
    complaints.length = 0
    await gateway.end()
  })
})
