import type { Page } from '@playwright/test'
import { type GatewayProcess, startGatewayProcess } from '#testing/gateway-process.ts'
import { delay, text } from '#testing/model-vendor/turn.ts'
import type { Place } from './place.ts'

const WORDS = 30
/** Milliseconds between two words, so that a kill hits the middle; told again, they come at once. */
const PACE = 40

const wordsOf = (round: string): string => Array.from({ length: WORDS }, (_, n) => `${round}w${n}`).join(' ')

/**
 * Asks, kills the gateway in the middle of the answer, starts it again, waits for the whole answer; over and over.
 * Gives what did not stand in the page then as it should: whole, once, after its question and that after the
 * answer before. `onDown` and `onBack` are called around the first start.
 */
export async function killInMidStream(
  page: Page,
  place: Place,
  options: { kills: number; onDown?: () => Promise<void>; onBack?: () => Promise<void> },
): Promise<{ wrong: string[]; gateway: GatewayProcess }> {
  const { home, port } = place.gateway
  const told = new Set<string>()
  place.vendor.script((request) => {
    const round = /(?:.*)say (r\d+)/s.exec(JSON.stringify(request.body))?.[1] ?? ''
    const isAgain = told.has(round)
    told.add(round)
    const words = wordsOf(round).split(' ')
    return words.flatMap((word, n) => [text(n === 0 ? word : ` ${word}`), delay(isAgain ? 1 : PACE)])
  })

  const composer = page.locator('#composer')
  const wrong: string[] = []
  let gateway = place.gateway
  for (let kill = 0; kill < options.kills; kill += 1) {
    const round = `r${kill}`
    await composer.fill(`say ${round}`)
    await composer.press('Enter')
    await page.getByRole('log').getByText(`${round}w3`).waitFor()
    await gateway.end('SIGKILL')
    if (kill === 0) await options.onDown?.()
    gateway = await startGatewayProcess({ home, port })
    await page
      .locator('article[data-status=completed]', { hasText: `${round}w${WORDS - 1}` })
      .waitFor({ timeout: 30_000 })
    if (kill === 0) await options.onBack?.()
    wrong.push(...(await lookAtEnd(page, kill)))
  }
  return { wrong, gateway }
}

/** The last round and the one before it, as they stand in the page. */
async function lookAtEnd(page: Page, kill: number): Promise<string[]> {
  const articles = await page
    .getByRole('log')
    .locator('article')
    .evaluateAll((found) =>
      found.map((each) => (each.textContent?.match(/say r\d+|r\d+w\d+/g) ?? []).join(' ')),
    )
  const first = Math.max(0, kill - 1)
  const rounds = Array.from({ length: kill - first + 1 }, (_, index) => `r${first + index}`)
  const expected = rounds.flatMap((round) => [`say ${round}`, wordsOf(round)])
  const shown = articles.filter((words) => rounds.some((round) => new RegExp(`\\b${round}(w|$)`).test(words)))
  return JSON.stringify(shown) === JSON.stringify(expected)
    ? []
    : [`after kill ${kill}: ${shown.join(' | ').slice(0, 2_000)}`]
}
