import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { text, usage } from '#testing/model-vendor/turn.ts'
import { type ModelVendor, startModelVendor } from '#testing/model-vendor/vendor.ts'
import { type House, openHouse } from '../fixtures/house.ts'

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

let vendor: ModelVendor
let house: House

beforeAll(async () => {
  vendor = await startModelVendor()
  const eyes = { api: 'openai-compatible', baseUrl: `${vendor.url}/v1`, apiKey: 'test', input: ['image'] }
  house = await openHouse({ config: { models: { main: 'eyes:one' }, providers: { eyes } } })
  await house.gateway.whenReady()
})

afterAll(async () => {
  await house.close()
  await vendor.stop()
})

it('a file that is sent, attached and said reaches the model, the workspace and whoever asks for it', async () => {
  vendor.script(() => [text('a dot'), usage(1, 1)])
  const { owner: client, gateway, home, token } = house
  const sent = await fetch(`http://127.0.0.1:${gateway.port}/media`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/octet-stream',
      'x-file-name': 'dot.png',
    },
    body: Buffer.from(PNG, 'base64'),
  })
  const { mediaId } = (await sent.json()) as { mediaId: string }
  const { id: sessionId } = await client.request<{ id: string }>('sessions.create')
  await client.subscribe(`session:${sessionId}`)
  const said = { sessionId, attachments: [{ mediaId }], idempotencyKey: 'key-1' }
  const { runId } = await client.request<{ runId: string }>('chat.send', said)
  const end = await client.event(({ event }) => {
    const { type, runId: ended } = event as { type: string; runId?: string }
    return type === 'run-end' && ended === runId
  }, 30_000)
  expect(end.event).toMatchObject({ status: 'completed' })
  const [request] = vendor.requests
  expect(JSON.stringify(request?.body)).toContain(`data:image/png;base64,${PNG}`)
  expect(JSON.stringify(request?.body)).toContain('attachments/dot.png')
  expect(readFileSync(join(home, 'workspace', 'attachments', 'dot.png'), 'base64')).toBe(PNG)
})
