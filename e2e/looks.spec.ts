import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { text, toolCall } from '#testing/model-vendor/turn.ts'
import { expect, send, test } from './fixtures.ts'

test.use({ model: 'vendor' })

const themes = ['light', 'dark'] as const
const languages = ['en', 'zh'] as const
const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } } as const

/** No rule of WCAG A and AA broken, and nothing wider than the window. */
async function expectSound(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `test-results/looks/${name}.png` })
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
}

for (const theme of themes) {
  for (const language of languages) {
    test(`the panel is sound: ${theme}, ${language}`, async ({ chat, vendor, browser, gateway }) => {
      vendor.script([
        [
          text(
            '## What I found\n\nThe **port** is `8080`.\n\n- one\n- two\n\n```json\n{ "port": 8080 }\n```\n\n',
          ),
          toolCall('read', { path: 'config.json' }),
          toolCall('exec', {
            argv: ['rm', '-r', 'a folder with a rather long name/and another one inside of it'],
          }),
        ],
      ])
      await chat.evaluate(
        ([chosenTheme, chosenLanguage]) => {
          localStorage.setItem('openclaw.theme', chosenTheme)
          localStorage.setItem('openclaw.language', chosenLanguage)
        },
        [theme, language] as const,
      )
      await chat.reload()
      for (const [size, viewport] of Object.entries(sizes)) {
        await chat.setViewportSize(viewport)
        await expectSound(chat, `empty-${theme}-${language}-${size}`)
      }
      await send(chat, 'What is configured? 请告诉我。')
      await expect(chat.locator('[data-approval] button').last()).toBeVisible()
      for (const [size, viewport] of Object.entries(sizes)) {
        await chat.setViewportSize(viewport)
        await expectSound(chat, `approval-${theme}-${language}-${size}`)
      }

      const elsewhere = await browser.newContext({
        colorScheme: theme,
        locale: language === 'zh' ? 'zh-CN' : 'en-US',
      })
      const stranger = await elsewhere.newPage()
      await stranger.goto(`http://localhost:${gateway.port}/`)
      await expect(stranger.getByText('npm run openclaw -- open')).toBeVisible()
      await expectSound(stranger, `signed-out-${theme}-${language}`)
      await elsewhere.close()
    })
  }
}
