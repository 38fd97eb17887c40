import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { failure, text, usage } from '#testing/model-vendor/turn.ts'
import { expect, send, test } from '../fixtures.ts'
import { ownerOf, signIn } from '../house/owner.ts'

test.use({ model: 'cloud', isAlone: true })

const CLOUD = 'anthropic:claude-sonnet-5-5'
const HERE = 'ollama:test-model'

const order = (page: Page) =>
  page.getByRole('region', { name: 'Who answers' }).getByRole('list').getByRole('listitem')
const open = (page: Page, name: string) =>
  page.getByRole('complementary').getByRole('link', { name, exact: true }).click()

test('from the first three steps on: models in order, who answered in whose place and why, what it cost, what was not seen', async ({
  page: chat,
  gateway,
  vendor,
  complaints,
}) => {
  const owner = ownerOf(gateway)
  const settings = () => JSON.parse(readFileSync(path.join(gateway.home, 'openclaw.json'), 'utf8'))
  await signIn(chat.context(), gateway)
  await chat.goto(`http://localhost:${gateway.port}/`)

  vendor.script(() => [text('OK')])
  await chat.getByRole('button', { name: 'Ask it' }).click()
  await expect(chat.getByRole('region', { name: 'A model to answer you' })).toContainText('It answers')
  await chat.getByRole('button', { name: 'Next' }).click()
  const you = chat.getByRole('region', { name: 'You', exact: true })
  await you.getByRole('textbox', { name: 'What should I call you?' }).fill('Ann')
  await you.getByRole('combobox', { name: 'Time zone' }).fill('Asia/Shanghai')
  await you.getByRole('button', { name: 'Next' }).click()
  await expect(chat.getByRole('region', { name: 'Your phone' })).toBeVisible()
  expect(settings().owner).toEqual({ name: 'Ann', timeZone: 'Asia/Shanghai' })
  await send(chat, 'good morning')
  await expect(chat.getByRole('article', { name: 'OpenClaw' })).toContainText('OK')
  await expect(chat.getByRole('region', { name: 'Your phone' })).toHaveCount(0)
  expect(JSON.stringify(vendor.requests.at(-1)?.body)).toMatch(/name is \\+"Ann/)

  await open(chat, 'Models')
  await chat.getByRole('combobox', { name: 'Add a fallback…' }).selectOption(HERE)
  await expect(order(chat)).toHaveCount(2)
  await chat.getByRole('button', { name: `Move ${HERE} up` }).press('Enter')
  await expect(chat.getByText(`${HERE} is number 1 now.`)).toBeAttached()
  expect(settings().models).toMatchObject({ main: HERE, fallback: [CLOUD] })
  await order(chat).nth(1).dragTo(order(chat).nth(0))
  await expect(chat.getByText(`${CLOUD} is number 1 now.`)).toBeAttached()
  expect(settings().models).toMatchObject({ main: CLOUD, fallback: [HERE] })

  vendor.script(({ wire }) => (wire === 'ollama' ? [usage(900, 40), text('Said here.')] : [failure(401)]))
  await chat.getByRole('link', { name: 'Main conversation' }).click()
  await send(chat, 'who is there?')
  const answer = chat.getByRole('article', { name: 'OpenClaw' }).last()
  await expect(answer).toContainText(`${HERE} answered in the place of ${CLOUD}.`)
  await answer.hover()
  await answer.getByRole('button', { name: 'Why this answer?' }).click()
  const why = chat.getByRole('dialog', { name: 'Why this answer' })
  await expect(why).toContainText('who is there?')
  await expect(why).toContainText(`${HERE} answered in the place of ${CLOUD}.`)
  await expect(why.getByRole('listitem').filter({ hasText: 'Step 1' })).toContainText(HERE)
  await chat.reload()
  await expect(why).toContainText('900 tokens at the end')
  await chat.keyboard.press('Escape')
  await expect(why).toHaveCount(0)
  expect(chat.url()).not.toContain('why=')

  await open(chat, 'Models')
  const cloud = chat
    .getByRole('region', { name: 'Available models' })
    .getByRole('listitem')
    .filter({ hasText: CLOUD })
  await expect(cloud).toContainText('Rests until')
  vendor.script(() => [text('OK')])
  await cloud.getByRole('button', { name: `Check ${CLOUD}` }).click()
  await expect(cloud).toContainText('It answers')
  await expect(cloud).not.toContainText('Rests until')

  await open(chat, 'Usage')
  await expect(
    chat.getByRole('table', { name: 'By model' }).getByRole('row', { name: new RegExp(HERE) }),
  ).toContainText('900')
  await chat.getByRole('textbox', { name: /^Daily limit/ }).fill('2.50')
  await chat.keyboard.press('Enter')
  await expect(chat.getByText('of today’s $2.50')).toBeVisible()
  expect(settings().models.dailyCapUsd).toBe(2.5)

  // An answer and a failure that nobody looks at.
  vendor.script([[text('Watered.')], [failure(401)], [failure(401)]])
  const plants = await owner.sessions.create.mutate({ title: 'Water the plants' })
  const say = (words: string) =>
    owner.chat.send.mutate({ sessionId: plants.id, text: words, idempotencyKey: words })
  await say('water them')
  await open(chat, 'Conversations')
  const line = chat.getByRole('main').getByRole('listitem').filter({ hasText: 'Water the plants' })
  await expect(line).toContainText('1 new answer')
  await chat.getByRole('combobox', { name: 'Show' }).selectOption('Unread')
  await expect(chat.getByRole('main').getByRole('listitem')).toHaveCount(1)
  await say('and again')
  await chat.getByRole('link', { name: /^Inbox/ }).click()
  const card = chat.getByRole('listitem').filter({ hasText: 'In “Water the plants”' })
  await expect(card).toContainText('and again')
  await card.focus()
  await chat.keyboard.press('o')
  await expect(chat.getByRole('heading', { name: 'Water the plants', level: 1 })).toBeVisible()
  // What is looked at is read, and asks for nobody any more.
  await expect.poll(async () => (await owner.sessions.get.query({ sessionId: plants.id })).unread).toBe(0)
  await chat.getByRole('link', { name: /^Inbox/ }).click()
  await expect(chat.getByText('Nothing waits for you')).toBeVisible()

  await open(chat, 'Conversations')
  await chat.getByRole('checkbox', { name: 'Choose Water the plants' }).check()
  await chat.getByRole('button', { name: 'Archive', exact: true }).click()
  await expect(line).toHaveCount(0)
  await chat.getByRole('combobox', { name: 'Show' }).selectOption('Archived')
  await expect(line).toBeVisible()
  expect(complaints).toEqual([])
})
