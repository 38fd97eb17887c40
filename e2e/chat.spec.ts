import { failure, hold, text, toolCall } from '#testing/model-vendor/turn.ts'
import { expect, send, test } from './fixtures.ts'

test('the built-in model reads a file and says what it found; a reload keeps it all', async ({ chat }) => {
  await send(chat, 'read config.json in my workspace and tell me what is configured')
  const log = chat.getByRole('log')
  await expect(log.getByText('Read config.json')).toBeVisible()
  await expect(log.getByText('8080')).toBeVisible()
  await expect(chat.getByRole('button', { name: 'Stop' })).toHaveCount(0)
  const before = await log.innerText()

  await chat.reload()
  await expect(chat.getByRole('log').getByText('8080')).toBeVisible()
  await expect.poll(() => chat.getByRole('log').innerText()).toBe(before)
})

test('what the built-in model can not do, it says plainly', async ({ chat }) => {
  await send(chat, 'compose a sonnet about the sea')
  await expect(
    chat
      .getByRole('log')
      .getByText(/no language model is connected/i)
      .first(),
  ).toBeVisible()
  await expect(chat.getByRole('log').getByText('ANTHROPIC_API_KEY').first()).toBeVisible()
})

test('中文提问，用中文回答', async ({ chat }) => {
  await send(chat, '读取config.json文件，然后告诉我里面有什么配置')
  await expect(chat.getByRole('log').getByText('8080')).toBeVisible()
  await expect(chat.getByRole('log')).toContainText(/配置|文件/)
})

test.describe('with a real model on the wire', () => {
  test.use({ model: 'vendor' })

  test('a tool is done while the text of the same message still streams', async ({ chat, vendor }) => {
    const seen = Promise.withResolvers<void>()
    vendor.script([
      [
        text('Let me look. '),
        toolCall('read', { path: 'config.json' }),
        hold(seen.promise),
        text('And on it goes.'),
      ],
      [text('The port is 8080.')],
    ])
    await send(chat, 'what is configured?')
    const log = chat.getByRole('log')
    await expect(log.locator('[data-tool=read][data-state=done]')).toBeVisible()
    await expect(log.getByText('And on it goes.')).toHaveCount(0)
    seen.resolve()
    await expect(log.getByText('And on it goes.')).toBeVisible()
    await expect(log.getByText('The port is 8080.')).toBeVisible()
  })

  test('markdown renders, html of the model does not run, remote images are not loaded', async ({
    chat,
    vendor,
  }) => {
    const outside: string[] = []
    chat.on('request', (request) => {
      if (new URL(request.url()).hostname !== 'localhost') outside.push(request.url())
    })
    vendor.script([
      [
        text([
          '# Title\n\n**注意：**正文\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n',
          '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>\n\n',
          '![chart](https://evil.example/x.png) [bad](javascript:alert(1)) [good](https://example.com)\n\n```js\nlet a = 1\n```\n',
        ]),
      ],
    ])
    await send(chat, 'show me')
    const log = chat.getByRole('log')
    await expect(log.getByRole('heading', { name: 'Title' })).toBeVisible()
    await expect(log.locator('strong', { hasText: '注意：' })).toBeVisible()
    await expect(log.getByRole('cell', { name: '2' })).toBeVisible()
    await expect(log.getByRole('link', { name: 'good' })).toHaveAttribute('rel', /noopener/)
    expect(await log.locator('a[href^="javascript"]').count()).toBe(0)
    expect(await log.locator('img[src^="http"]').count()).toBe(0)
    expect(await chat.title()).not.toBe('owned')
    expect(outside).toEqual([])
  })

  test('a vendor that refuses is a sentence, and the conversation goes on', async ({
    chat,
    vendor,
    complaints,
  }) => {
    vendor.script([[failure(401)], [text('Back again.')]])
    await send(chat, 'hello')
    await expect(
      chat.getByText('The model vendor refused the API key', { exact: false }).first(),
    ).toBeVisible()
    await send(chat, 'and now?')
    await expect(chat.getByRole('log').getByText('Back again.')).toBeVisible()
    expect(complaints).toEqual([])
  })
})
