import { expect, it } from 'vitest'
import type { ModelTarget } from '#protocol/agent-rpc.ts'
import { AppError } from '#protocol/errors.ts'
import type { Agent } from '../agents/pool.ts'
import { systemClock } from '../clock.ts'
import { createModelTest } from './try-model.ts'

const target: ModelTarget = { reference: 'lab:m', api: 'openai', provider: 'lab', modelId: 'm' }
const usage = { inputTokens: 9, outputTokens: 2, cacheReadTokens: 0, reasoningTokens: 0 }

const cleared: string[] = []

function setUp(changes: { agent?: Pick<Agent, 'summarise'>; capReached?: boolean; target?: ModelTarget }) {
  return createModelTest({
    models: { direct: () => changes.target ?? target },
    usage: {
      allow(targets) {
        if (changes.capReached) throw new AppError('cap_reached', 'The daily cap is reached.')
        return [...targets]
      },
    },
    agents: { assign: () => changes.agent },
    cooldowns: { clear: (reference) => void cleared.push(reference) },
    clock: systemClock,
  })
}

it('asks the model for a few words through an agent, and says what it took', async () => {
  const asked: string[] = []
  const test = setUp({
    agent: {
      async summarise(request) {
        asked.push(request.model.reference)
        return { text: 'OK', usage, estimatedTokens: 9 }
      },
    },
  })
  expect(await test('m')).toMatchObject({ model: 'lab:m', tokens: 11 })
  expect([asked, cleared]).toEqual([['lab:m'], ['lab:m']])
})

it('spends nothing past the cap, waits for no agent, and does not ask the built-in model', async () => {
  await expect(setUp({ capReached: true })('m')).rejects.toMatchObject({ code: 'cap_reached' })
  await expect(setUp({})('m')).rejects.toMatchObject({ code: 'agent_unavailable' })
  const builtin = { ...target, reference: 'builtin:offline', api: 'builtin' as const }
  expect(await setUp({ target: builtin })('offline')).toMatchObject({
    model: 'builtin:offline',
    tokens: null,
  })
})
