import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { GatewayClient } from '#testing/client.ts'
import { failure, text, usage } from '#testing/model-vendor/turn.ts'
import { type ModelVendor, startModelVendor, type VendorRequest } from '#testing/model-vendor/vendor.ts'
import { type House, openHouse } from '../fixtures/house.ts'

const WINDOW_TOKENS = 8_192
const LONG = 'lorem ipsum dolor sit amet '.repeat(60)

let vendor: ModelVendor
let house: House
let client: GatewayClient
let counted = { calls: 0, inputTokens: 0, outputTokens: 0 }

beforeAll(async () => {
  vendor = await startModelVendor()
  const lab = {
    api: 'openai-compatible',
    baseUrl: `${vendor.url}/v1`,
    apiKey: 'test',
    contextTokens: WINDOW_TOKENS,
  }
  house = await openHouse({ config: { models: { main: 'lab:small' }, providers: { lab } } })
  client = house.owner
  await house.gateway.whenReady()
})

afterAll(async () => {
  await house.close()
  await vendor.stop()
})

/** A vendor that bills a third of the body's characters, and keeps the bill. */
function answerWith(reply: (request: VendorRequest) => string): void {
  vendor.script((request) => {
    const inputTokens = Math.ceil(JSON.stringify(request.body).length / 3)
    counted = {
      calls: counted.calls + 1,
      inputTokens: counted.inputTokens + inputTokens,
      outputTokens: counted.outputTokens + 7,
    }
    return [text(reply(request)), usage(inputTokens, 7)]
  })
}

async function startSession(): Promise<string> {
  const { id } = await client.request<{ id: string }>('sessions.create')
  await client.subscribe(`session:${id}`)
  return id
}

async function say(
  sessionId: string,
  words: string,
  key: string,
): Promise<{ status: string; error?: { code: string } }> {
  const { runId } = await client.request<{ runId: string }>('chat.send', {
    sessionId,
    text: words,
    idempotencyKey: key,
  })
  const end = await client.event((frame) => {
    const event = frame.event as { type: string; runId?: string }
    return event.type === 'run-end' && event.runId === runId
  })
  return end.event as { status: string }
}

const isSummary = ({ body }: VendorRequest) => JSON.stringify(body.messages).includes('You keep the record')

describe('a long conversation with a small model', () => {
  it('always gets a request that fits, a record of what came before, and a ledger that adds up', async () => {
    const sessionId = await startSession()
    answerWith((request) => (isSummary(request) ? 'Task: the RED-HOUSE.' : LONG))
    for (let turn = 0; turn < 14; turn += 1) {
      expect(await say(sessionId, `turn ${turn} ${LONG}`, `long-${turn}`)).toMatchObject({
        status: 'completed',
      })
    }
    const sizes = vendor.requests.map(({ body }) => JSON.stringify(body).length / 3)
    expect(Math.max(...sizes)).toBeLessThan(WINDOW_TOKENS)
    const summaries = vendor.requests.filter(isSummary)
    expect(summaries.length).toBeGreaterThan(0)
    expect(summaries.length).toBeLessThanOrEqual(7)
    expect(JSON.stringify(vendor.requests.at(-1)?.body)).toContain('RED-HOUSE')

    const { days } = await client.request<{ days: Record<string, unknown>[] }>('usage.get')
    expect(days).toHaveLength(1)
    expect(days[0]).toMatchObject({ ...counted, costUsd: null })
  })
})

describe('a vendor that refuses', () => {
  it('a prompt as too long gets a shorter one, and the answer comes', async () => {
    const sessionId = await startSession()
    let refusals = 0
    vendor.script((request) => {
      if (JSON.stringify(request.body).length < 15_000) return [text('fine')]
      refusals += 1
      return [
        failure(400, { body: { error: { message: "This model's maximum context length is 2048 tokens." } } }),
      ]
    })
    expect(await say(sessionId, LONG.repeat(8), 'too-long')).toMatchObject({ status: 'completed' })
    expect(refusals).toBeGreaterThan(0)
  })

  it('every request of one session leaves another one answering', async () => {
    const [sick, well] = [await startSession(), await startSession()]
    vendor.script((request) =>
      JSON.stringify(request.body).includes('SICK')
        ? [failure(400, { body: { error: { message: 'messages.3: tool_use without tool_result' } } })]
        : [text('fine')],
    )
    for (let round = 0; round < 3; round += 1) {
      expect(await say(sick, 'SICK', `sick-${round}`)).toMatchObject({
        status: 'failed',
        error: { code: 'model_rejected' },
      })
      expect(await say(well, 'hello', `well-${round}`)).toMatchObject({ status: 'completed' })
    }
  })
})
