import type { Page } from '@playwright/test'
import { text, usage } from '#testing/model-vendor/turn.ts'
import { expect, finish, send, test } from '../fixtures.ts'

const answers = (chat: Page) => chat.getByRole('article', { name: 'OpenClaw' })

test.describe('with a model in the cloud and one on this machine', () => {
  test.use({ model: 'cloud' })

  test('a turn for the local model says so, stays on this machine, and can be let go', async ({
    chat,
    vendor,
  }) => {
    vendor.script(({ wire }) => [text(wire === 'ollama' ? 'The heron came by.' : 'Said in the cloud.')])
    await send(chat, 'use the local model for this: what is in my diary?')
    await expect(answers(chat)).toContainText('The heron came by.')
    await expect(answers(chat)).toContainText('Model: ollama:test-model')
    await expect(chat.getByRole('button', { name: 'Private' })).toHaveCount(2)
    await finish(chat)
    expect(vendor.requests.map(({ wire }) => wire)).toEqual(['ollama'])

    await send(chat, 'and what else?')
    await expect(answers(chat).last()).toContainText('Said in the cloud.')
    await finish(chat)
    expect(JSON.stringify(vendor.requests.at(-1)?.body)).not.toMatch(/diary|heron/)

    await chat.getByRole('button', { name: 'Private' }).last().click()
    const dialog = chat.getByRole('dialog', { name: 'Lift privacy for this conversation?' })
    await dialog.getByRole('button', { name: 'Lift privacy' }).click()
    await expect(dialog).toHaveCount(0)
    await expect(chat.getByRole('button', { name: 'Private' })).toHaveCount(0)
    await send(chat, 'go on')
    await expect(answers(chat)).toHaveCount(3)
    await expect(answers(chat).last()).toContainText('Said in the cloud.')
    expect(vendor.requests.at(-1)?.wire).toBe('anthropic')
    expect(JSON.stringify(vendor.requests.at(-1)?.body)).toContain('The heron came by.')
  })

  test('an assistant that is added answers with its own model and instructions, and leaves its conversation when it goes', async ({
    chat,
    vendor,
  }) => {
    vendor.script(({ wire }) => [text(wire === 'ollama' ? 'From my desk.' : 'From the cloud.')])
    const toModels = () => chat.getByRole('link', { name: 'Models', exact: true }).click()
    await toModels()
    await chat.getByRole('button', { name: 'Add an assistant' }).click()
    await chat.getByLabel('Name', { exact: true }).fill('Research')
    await chat.getByRole('textbox', { name: 'Instructions' }).fill('Name your sources.')
    await chat.getByRole('button', { name: 'Save' }).click()
    const own = chat.getByLabel('Model of Research')
    await own.selectOption('ollama:test-model')
    await expect(own).toBeEnabled()
    await chat.getByRole('button', { name: 'New conversation with Research' }).click()
    await expect(chat.getByRole('radio', { name: 'Research' })).toBeChecked()
    await send(chat, 'who are you?')
    await expect(answers(chat)).toContainText('From my desk.')
    await finish(chat)
    expect(JSON.stringify(vendor.requests.at(-1)?.body)).toContain('Name your sources.')
    await expect(chat.getByTitle('With Research').first()).toBeVisible()

    await toModels()
    await chat.getByRole('button', { name: 'Remove Research' }).click()
    const question = chat.getByRole('dialog', { name: 'Remove Research?' })
    await expect(question).toContainText('Its conversation stays')
    await question.getByRole('button', { name: 'Remove' }).click()
    await expect(own).toHaveCount(0)
    await chat.getByRole('link', { name: 'who are you?' }).click()
    await expect(chat.getByRole('note')).toContainText('“research” was removed')
    await send(chat, 'and now?')
    await expect(answers(chat).last()).toContainText('From the cloud.')
    expect(JSON.stringify(vendor.requests.at(-1)?.body)).not.toContain('Name your sources.')
  })

  test('commands are answered without a model, in the language they are asked in', async ({
    chat,
    vendor,
  }) => {
    await send(chat, '/status')
    await expect(answers(chat)).toContainText('anthropic:claude-sonnet-5-5')
    await send(chat, '/帮助')
    await expect(answers(chat).last()).toContainText('命令')
    await expect(chat.getByText('Answered by OpenClaw itself, without a model')).toHaveCount(2)
    expect(vendor.requests).toEqual([])
  })
})

test.describe('with a cap on what a day may cost', () => {
  test.use({ model: 'capped' })

  test('the day’s money used up is told, and nothing more is asked of the cloud', async ({
    chat,
    vendor,
  }) => {
    vendor.script(() => [usage(20_000, 2_000), text('That was dear.')])
    await send(chat, 'think hard')
    await expect(answers(chat)).toContainText('That was dear.')
    await finish(chat)
    await expect(chat.getByText('for models in the cloud are used up', { exact: false })).toBeVisible()
    await send(chat, 'and again')
    await expect(answers(chat).last()).toContainText('The answer failed')
    expect(vendor.requests).toHaveLength(1)
  })
})
