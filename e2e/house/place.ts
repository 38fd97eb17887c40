import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { type GatewayProcess, startGatewayProcess } from '#testing/gateway-process.ts'
import { type ModelVendor, startModelVendor } from '#testing/model-vendor/vendor.ts'
import { ownerOf } from './owner.ts'

export const WORKSPACE_CONFIG = { name: 'demo', port: 8080, features: { search: true } }

/**
 * `vendor`: all on this machine. `cloud`: the same with a main model whose wire always counts as the cloud's.
 * `capped`: one of the cloud with a price, and a day's limit that its first answer uses up.
 */
export type ModelChoice = 'built-in' | 'vendor' | 'cloud' | 'capped'

/** A real gateway on a home of its own, and the scripted vendor of its models. */
export interface Place {
  readonly gateway: GatewayProcess
  readonly vendor: ModelVendor
  close(): Promise<void>
}

export async function openPlace(model: ModelChoice): Promise<Place> {
  const vendor = await startModelVendor()
  const gateway = await startGatewayProcess({
    prepare: (home) => {
      fillWorkspace(path.join(home, 'workspace'))
      if (model !== 'built-in') {
        writeFileSync(path.join(home, 'openclaw.json'), JSON.stringify(settingsOf(model, vendor.url)))
      }
    },
  })
  return {
    gateway,
    vendor,
    async close() {
      await gateway.dispose()
      await vendor.stop()
    },
  }
}

/** Takes away what the test before left, so that none can see another. */
export async function clearPlace({ gateway, vendor }: Place): Promise<void> {
  const owner = ownerOf(gateway)
  const [{ sessions }, { requests }, { devices }] = await Promise.all([
    owner.sessions.list.query({}),
    owner.pairing.list.query({}),
    owner.devices.list.query({}),
  ])
  await Promise.all([
    ...sessions
      .filter(({ key }) => !key.endsWith(':main'))
      .map(({ id: sessionId }) => owner.sessions.delete.mutate({ sessionId })),
    ...requests.map(({ pairingId }) => owner.pairing.reject.mutate({ pairingId })),
    ...devices.map(({ id }) => owner.devices.revoke.mutate({ id })),
  ])
  vendor.script([])
  vendor.forget()
  fillWorkspace(gateway.workspace)
}

function fillWorkspace(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const name of readdirSync(folder)) rmSync(path.join(folder, name), { recursive: true })
  writeFileSync(path.join(folder, 'config.json'), JSON.stringify(WORKSPACE_CONFIG, null, 2))
}

function settingsOf(model: ModelChoice, url: string) {
  const lab = { api: 'openai-compatible', baseUrl: `${url}/v1`, apiKey: 'test' }
  const providers = { lab, ollama: { baseUrl: url }, anthropic: { baseUrl: `${url}/v1`, apiKey: 'test' } }
  if (model === 'vendor') return { models: { main: 'lab:test-model', local: 'ollama:test-model' }, providers }
  const main = 'anthropic:claude-sonnet-5-5'
  if (model === 'cloud') return { models: { main, local: 'ollama:test-model' }, providers }
  return { models: { main, dailyCapUsd: 0.01 }, providers }
}
