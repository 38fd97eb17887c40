import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { test as base, expect, type Page } from '@playwright/test'
import { type GatewayProcess, startGatewayProcess } from '#testing/gateway-process.ts'
import { type ModelVendor, startModelVendor } from '#testing/model-vendor/vendor.ts'

const run = promisify(execFile)

interface House {
  /** A real gateway of its own for each test, with a small `config.json` in its workspace. */
  readonly gateway: GatewayProcess
  /** A scripted model vendor; a test that names it gets a gateway whose main model it is. */
  readonly vendor: ModelVendor
  /** A fresh one-time link, from the command line as its owner would get it. */
  readonly link: string
  /** The chat, signed in by a link. Any console error or policy violation fails the test. */
  readonly chat: Page
  /** What the browser complained about so far. */
  readonly complaints: string[]
}

export const WORKSPACE_CONFIG = { name: 'demo', port: 8080, features: { search: true } }

/**
 * `vendor`: all on this machine. `cloud`: the same with a main model whose wire always counts as the cloud's.
 * `capped`: one of the cloud with a price, and a day's limit that its first answer uses up.
 */
type ModelChoice = 'built-in' | 'vendor' | 'cloud' | 'capped'

function settingsOf(model: ModelChoice, url: string) {
  const lab = { api: 'openai-compatible', baseUrl: `${url}/v1`, apiKey: 'test' }
  const providers = { lab, ollama: { baseUrl: url }, anthropic: { baseUrl: `${url}/v1`, apiKey: 'test' } }
  if (model === 'vendor') return { models: { main: 'lab:test-model', local: 'ollama:test-model' }, providers }
  const main = 'anthropic:claude-sonnet-5-5'
  if (model === 'cloud') return { models: { main, local: 'ollama:test-model' }, providers }
  return { models: { main, dailyCapUsd: 0.01 }, providers }
}

export const test = base.extend<House & { model: ModelChoice }>({
  model: ['built-in', { option: true }],

  vendor: async ({ page: _ }, use) => {
    const vendor = await startModelVendor()
    await use(vendor)
    await vendor.stop()
  },

  gateway: async ({ model, vendor }, use) => {
    const gateway = await startGatewayProcess({
      prepare: (home) => {
        mkdirSync(path.join(home, 'workspace'), { recursive: true, mode: 0o700 })
        writeFileSync(path.join(home, 'workspace/config.json'), JSON.stringify(WORKSPACE_CONFIG, null, 2))
        if (model !== 'built-in') {
          writeFileSync(path.join(home, 'openclaw.json'), JSON.stringify(settingsOf(model, vendor.url)))
        }
      },
    })
    await use(gateway)
    await gateway.dispose()
  },

  link: async ({ gateway }, use) => {
    await use(await createLink(gateway))
  },

  complaints: async ({ page }, use) => {
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(String(error)))
    await use(complaints)
  },

  chat: async ({ page, link, complaints }, use) => {
    await page.goto(link)
    await expect(composer(page)).toBeVisible()
    await use(page)
    expect(complaints).toEqual([])
  },
})

export { expect }

/** Asks the command line for a one-time link, as the owner would. */
export async function createLink(gateway: GatewayProcess): Promise<string> {
  const { stdout } = await run(process.execPath, ['bin/openclaw.cjs', 'open', '--json'], {
    env: {
      PATH: process.env.PATH ?? '',
      HOME: gateway.home,
      OPENCLAW_HOME: gateway.home,
      OPENCLAW_GATEWAY_PORT: String(gateway.port),
      NODE_ENV: 'production',
    },
  })
  return (JSON.parse(stdout) as { url: string }).url
}

export const composer = (page: Page) => page.getByRole('textbox', { name: /message|消息/i })

export async function send(page: Page, text: string): Promise<void> {
  await composer(page).fill(text)
  await composer(page).press('Enter')
}
