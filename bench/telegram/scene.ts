import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type GatewayProcess, startGatewayProcess } from '#testing/gateway-process.ts'
import { type ModelVendor, startModelVendor } from '#testing/model-vendor/vendor.ts'
import { startTelegram, type TestTelegram } from '#testing/telegram/telegram.ts'
import { group } from '#testing/telegram/updates.ts'

export const FAMILY = group(-100_200)
/** Chats of one measurement are not those of another: each has its own pace. */
export const PERSON = { start: 1_000, stream: 2_000, burst: 3_000, cut: 4_000 } as const
const LIMIT_MS = 120_000

export interface Scene {
  readonly telegram: TestTelegram
  readonly vendor: ModelVendor
  readonly gateway: GatewayProcess
}

/** A gateway with a bot that everybody may write to. Telegram keeps its real pace. */
export async function stage(): Promise<Scene & { close(): Promise<void> }> {
  const telegram = await startTelegram({ pace: true })
  const vendor = await startModelVendor()
  const gateway = await startGatewayProcess({
    prepare: (home) => writeFileSync(path.join(home, 'openclaw.json'), configure(vendor, telegram)),
  })
  await telegram.waitFor('getUpdates', 2)
  return {
    telegram,
    vendor,
    gateway,
    async close() {
      await gateway.dispose()
      await Promise.all([telegram.stop(), vendor.stop()])
    },
  }
}

export const configure = (vendor: ModelVendor, telegram?: TestTelegram): string =>
  JSON.stringify({
    models: { main: 'lab:test-model' },
    providers: { lab: { api: 'openai-compatible', baseUrl: `${vendor.url}/v1`, apiKey: 'test' } },
    agents: { defaults: { sandbox: { mode: 'off' } } },
    channels: telegram
      ? {
          telegram: {
            ...{ token: telegram.token, apiRoot: telegram.url },
            ...{ dm: 'open', allowFrom: ['*', String(PERSON.stream)], groups: 'always' },
          },
        }
      : {},
  })

/** Whether it came to be so in time. */
export async function until(isSo: () => boolean, limitMs = LIMIT_MS): Promise<boolean> {
  const deadline = performance.now() + limitMs
  while (!isSo()) {
    if (performance.now() > deadline) return false
    await pause(5)
  }
  return true
}
