import { delay, hold, text, toolCall } from '#testing/model-vendor/turn.ts'
import { composer, decide, expect, finish, send, test } from '../fixtures.ts'
import { signIn } from '../house/owner.ts'

test.use({ model: 'vendor' })

/** Words for as long as a test looks at them, five a second. */
const slowly = (word: string) =>
  Array.from({ length: 600 }, (_, n) => [text(`${word}${n} `), delay(200)]).flat()

test('two browsers see the same: the stream, and an approval that one of them answers', async ({
  chat,
  vendor,
  browser,
  gateway,
}) => {
  const context = await browser.newContext()
  await signIn(context, gateway)
  const other = await context.newPage()
  await other.goto(chat.url())
  await expect(composer(other)).toBeVisible()

  const seen = Promise.withResolvers<void>()
  vendor.script([
    [text('The first word, '), hold(seen.promise), text('and the last one.')],
    [toolCall('exec', { argv: ['sleep', '0'] })],
    [text('It ran.')],
  ])
  await send(chat, 'talk')
  await expect(chat.getByRole('log').getByText('The first word,')).toBeVisible()
  await expect(other.getByRole('log').getByText('The first word,')).toBeVisible()
  seen.resolve()
  await expect(other.getByRole('log').getByText('and the last one.')).toBeVisible()

  await finish(other)
  await send(other, 'now run it')
  await expect(chat.getByRole('button', { name: 'Allow once' })).toBeVisible()
  await expect(other.getByRole('button', { name: 'Allow once' })).toBeVisible()
  await decide(other.getByRole('button', { name: 'Allow once' }))
  await expect(chat.getByRole('button', { name: 'Allow once' })).toHaveCount(0)
  await expect(chat.getByRole('log').getByText('It ran.')).toBeVisible()
  await expect(other.getByRole('log').getByText('It ran.')).toBeVisible()
  await context.close()
})

test('a message sent meanwhile joins the answer at its next step', async ({ chat, vendor }) => {
  const sent = Promise.withResolvers<void>()
  vendor.script([
    [text('Let me look. '), hold(sent.promise), toolCall('read', { path: 'config.json' })],
    [text('I took that in.')],
  ])
  await send(chat, 'look at the configuration')
  await expect(chat.getByRole('log').getByText('Let me look.')).toBeVisible()
  await send(chat, 'and mind the port')
  await expect(chat.getByRole('list', { name: 'Messages in line' })).toContainText('joins at the next step')
  sent.resolve()
  await expect(chat.getByRole('log').getByText('I took that in.')).toBeVisible()
  const answer = chat.getByRole('article', { name: 'OpenClaw' })
  await expect(answer).toHaveCount(1)
  await expect(answer.getByText('and mind the port')).toBeVisible()
  expect(vendor.requests).toHaveLength(2)
  expect(JSON.stringify(vendor.requests[1]?.body)).toContain('and mind the port')
  await chat.reload()
  await expect(answer.getByText('and mind the port')).toBeVisible()
  await expect(chat.getByText('and mind the port')).toHaveCount(1)
})

test('messages in line can be changed and taken back before they are answered', async ({ chat, vendor }) => {
  vendor.script([slowly('busy'), [text('Answered the second.')]])
  await send(chat, 'talk')
  await expect(chat.getByRole('log').getByText('busy1 ')).toBeVisible()
  for (const words of ['second message', 'third message']) {
    await composer(chat).fill(words)
    await composer(chat).press('Control+Enter')
  }
  const line = chat.getByRole('list', { name: 'Messages in line' })
  await expect(line.getByRole('listitem')).toHaveCount(2)
  await expect(chat.getByRole('log').getByText('second message')).toHaveCount(0)

  const third = line.getByRole('listitem').filter({ hasText: 'third message' })
  await third.getByRole('button', { name: 'Remove from the line' }).click()
  await expect(line.getByRole('listitem')).toHaveCount(1)
  await line.getByRole('button', { name: 'Edit' }).click()
  await line.getByRole('textbox').fill('second message, better said')
  await line.getByRole('button', { name: 'Save' }).click()
  await expect(line.getByText('second message, better said')).toBeVisible()

  await chat.getByRole('button', { name: 'Stop' }).click()
  await expect(chat.getByRole('log').getByText('Answered the second.')).toBeVisible()
  await expect(chat.getByRole('log').getByText('second message, better said')).toBeVisible()
  const asked = JSON.stringify(vendor.requests.at(-1)?.body)
  expect(asked).toContain('second message, better said')
  expect(asked).not.toContain('third message')
})
