import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Locator } from '@playwright/test'
import { limitFiles } from '#testing/file-limit.ts'
import { cut, failure, hold, type Turn, text, toolCall } from '#testing/model-vendor/turn.ts'
import { composer, expect, finish, send, test } from './fixtures.ts'
import { ownerOf } from './house/owner.ts'

test('the built-in model reads a file and says what it found; a reload keeps it all', async ({ chat }) => {
  await send(chat, 'read config.json in my workspace and tell me what is configured')
  const log = chat.getByRole('log')
  await expect(log.getByText('Read config.json')).toBeVisible()
  await expect(log.getByText('8080')).toBeVisible()
  await finish(chat)
  await expect(log.locator('[data-status=completed]')).toBeVisible()
  const before = await log.innerText()

  await chat.reload()
  await expect(chat.getByRole('log').getByText('8080')).toBeVisible()
  await expect.poll(() => chat.getByRole('log').innerText()).toBe(before)
})

test('files are offered after an @; two tabs share a draft and lose none; a message is said again in other words', async ({
  chat,
}) => {
  await composer(chat).pressSequentially('read @CONF')
  await expect(chat.getByRole('option', { name: 'config.json' })).toBeVisible()
  await composer(chat).press('Tab')
  await expect(composer(chat)).toHaveValue('read @config.json ')

  const other = await chat.context().newPage()
  await other.goto(chat.url())
  await expect(composer(other)).toHaveValue('read @config.json ')
  await composer(other).fill('something else')
  await expect(composer(chat)).toHaveValue('something else')
  await other.close()
  await chat.getByRole('button', { name: 'Restore' }).click()
  await expect(composer(chat)).toHaveValue('read @config.json ')

  await composer(chat).fill('read config.json')
  await composer(chat).press('Enter')
  const log = chat.getByRole('log')
  await expect(log.getByText('8080')).toBeVisible()
  await finish(chat)
  const before = chat.url()
  await log.getByText('read config.json', { exact: true }).hover()
  await log.getByRole('button', { name: 'Edit and send again' }).click()
  await chat.getByRole('textbox', { name: 'Edit and send again' }).fill('hello there')
  await chat.keyboard.press('Enter')
  await expect(log.getByText('hello there', { exact: true })).toBeVisible()
  await expect(log.getByText('read config.json', { exact: true })).toHaveCount(0)
  await expect(chat).toHaveURL(before)
  await expect(log.getByText('Version 2 of 2')).toBeAttached()
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

  test('an answer is followed while lines are written below it, and while its list shrinks and grows again', async ({
    chat,
    vendor,
  }) => {
    const more = Promise.withResolvers<void>()
    const end = Promise.withResolvers<void>()
    vendor.script([
      [
        text('A line of it.\n\n'.repeat(60)),
        hold(more.promise),
        text('Half of it.'),
        hold(end.promise),
        text(' All.\n\nAnd on.\n\nAnd on.'),
      ],
    ])
    await send(chat, 'go on')
    const log = chat.getByRole('log')
    const jump = chat.getByRole('button', { name: 'Jump to the newest message' })
    await expect(log.getByText('A line of it.').last()).toBeInViewport()
    for (let line = 0; line < 6; line += 1) {
      await composer(chat).press('x')
      await composer(chat).press('Shift+Enter')
    }
    more.resolve()
    await expect(log.getByText('Half of it.')).toBeInViewport()
    await log.evaluate(shrinkForAMoment)
    await expect(jump).toHaveCount(0)
    // What is selected stays so while words are added to it, and when nothing can change it any more.
    await log.getByText('Half of it.').evaluate(({ firstChild: words }) => {
      if (words) getSelection()?.setBaseAndExtent(words, 0, words, 'Half of it.'.length)
    })
    end.resolve()
    await expect(log.getByText('All.')).toBeInViewport()
    await expect(log.getByText('And on.')).toHaveCount(2)
    expect(await chat.evaluate(() => String(getSelection()))).toBe('Half of it.')
  })

  test('of a long conversation only what is in view is drawn; who reads further up is left alone, and finds what was said', async ({
    chat,
    vendor,
    gateway,
  }) => {
    const owner = ownerOf(gateway)
    const sessionId = new URL(chat.url()).searchParams.get('session') ?? ''
    const log = chat.getByRole('log')
    const more = Promise.withResolvers<void>()
    vendor.script([
      [text('Noted.')],
      [text('The beginning. '), hold(more.promise), text(`${'And more of it. '.repeat(200)}The end.`)],
    ])
    await send(chat, 'a needle in the haystack')
    await expect(log.getByText('Noted.')).toBeVisible()
    for (let turn = 0; turn < 60; turn += 1) {
      await owner.chat.send.mutate({ sessionId, text: '/status', idempotencyKey: `straw-${turn}` })
    }
    await send(chat, 'go on')
    await expect(log.getByText('The beginning.')).toBeVisible()
    expect(await log.locator('article').count()).toBeLessThan(40)

    const scroller = log.locator('..')
    await scroller.hover()
    await chat.mouse.wheel(0, -2500)
    await expect(chat.getByRole('button', { name: 'Jump to the newest message' })).toBeVisible()
    await expect.poll(() => isStill(scroller)).toBe(true)
    const place = await scroller.evaluate((element) => element.scrollTop)
    more.resolve()
    await finish(chat)
    expect(await scroller.evaluate((element) => element.scrollTop)).toBe(place)

    await chat.keyboard.press('Control+f')
    await chat.getByRole('searchbox', { name: 'Find in this conversation' }).fill('needle')
    await expect(log.getByText('a needle in the haystack')).toBeInViewport()
    await chat.keyboard.press('Escape')
    await expect(chat.locator('#composer')).toBeFocused()
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
          '![chart](https://evil.example/x.png) [bad](javascript:alert(1)) [good](https://example.com) [bank.com](https://evil.example/)\n\n```js\nlet a = 1\n```\n',
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
    // The picture is named with the place that it would come from; asked for, the way there is shown.
    await log.getByRole('button', { name: /chart.*evil\.example/ }).click()
    await expect(log.getByText('https://evil.example/x.png')).toBeVisible()
    await expect(log.getByText('bank.com').locator('..')).toContainText('(evil.example)')
    // A worker of the page's own colours the code.
    await expect(log.locator('.code-keyword', { hasText: 'let' })).toBeVisible()
    expect(await chat.title()).not.toBe('owned')
    expect(outside).toEqual([])
  })

  test('whatever goes wrong is a sentence, and what was said stays', async ({
    chat,
    vendor,
    gateway,
    complaints,
  }) => {
    const log = chat.getByRole('log')
    const troubles: [Turn, string][] = [
      [[failure(401)], 'The model vendor refused the API key. Check the key'],
      [[failure(429)], 'The model vendor limits how often it can be asked. Wait'],
      [[failure(500)], 'The model can’t be reached. Check the network'],
      [[text('Half an'), cut()], 'The model’s answer broke off. What came is kept'],
    ]
    for (const [turn, sentence] of troubles) {
      vendor.script(() => turn)
      await send(chat, 'whatever comes')
      await expect(log.getByText(sentence, { exact: false }).first()).toBeVisible()
    }
    await send(chat, '/model gpt-99')
    await expect(log.getByText('There is no model named "gpt-99".', { exact: false })).toBeVisible()
    await send(chat, '/model gpt-4o')
    await send(chat, 'and without a key?')
    await expect(log.getByText('The model has no API key.', { exact: false })).toBeVisible()
    await send(chat, '/model default')

    const configFile = path.join(gateway.home, 'openclaw.json')
    const config = readFileSync(configFile, 'utf8')
    writeFileSync(configFile, '{\n  "models": oops\n}')
    await expect(chat.getByText('line 2, column 13', { exact: false })).toBeVisible()
    writeFileSync(configFile, config)
    await expect(chat.getByText('line 2, column 13', { exact: false })).toHaveCount(0)

    limitFiles(gateway.pid, 1)
    await send(chat, 'to a full disk')
    await expect(chat.getByText('OpenClaw can’t write to its disk', { exact: false })).toBeVisible()
    limitFiles(gateway.pid, 'unlimited')

    vendor.script(() => [text('Back again.')])
    await send(chat, 'and now?')
    await expect(log.getByText('Back again.').first()).toBeVisible()

    await chat.reload()
    await expect(log.getByText('Back again.').first()).toBeVisible()
    const sessionId = new URL(chat.url()).searchParams.get('session') ?? ''
    const { messages } = await ownerOf(gateway).chat.history.query({ sessionId, limit: 50 })
    const codes = messages.flatMap(({ metadata }) => metadata?.error?.code ?? [])
    expect(codes.join(' ')).toBe(
      'model_auth model_rate_limited model_unavailable model_stream_cut missing_key',
    )
    expect(complaints).toEqual([])
    await chat.goto(`http://localhost:${gateway.port}/?session=nowhere`)
    await expect(chat.getByText('It may have been deleted', { exact: false })).toBeVisible()
    // The browser itself reports what was not found.
    complaints.length = 0
  })
})

/** Whether a list stands still: for so many frames that no wheel is on its way any more. */
const isStill = (scroller: Locator): Promise<boolean> =>
  scroller.evaluate(async (element) => {
    const before = element.scrollTop
    for (let frame = 0; frame < 15; frame += 1) await new Promise(requestAnimationFrame)
    return element.scrollTop === before
  })

/** As a browser lays out a list whose parts are not known yet: no picture ever shows it, but the place in it is lost. */
async function shrinkForAMoment(log: HTMLElement | SVGElement): Promise<void> {
  log.style.paddingTop = '100px'
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  log.style.display = 'none'
  log.parentElement?.getBoundingClientRect()
  log.style.display = ''
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
}
