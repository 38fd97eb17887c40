import { createServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DatabaseHandle } from '#db/client.ts'
import { sessionRow } from '#db/fixtures/session-row.ts'
import { createTempDatabase } from '#db/fixtures/temp-database.ts'
import { createSession, findSession } from '#db/queries/sessions.ts'
import { type Config, configSchema } from '#protocol/config.ts'
import { type ModelVendor, startModelVendor } from '#testing/model-vendor/vendor.ts'
import { type Clock, systemClock } from '../clock.ts'
import { createEvents, type TopicEvent } from '../events.ts'
import { createCooldowns } from './cooldowns.ts'
import { startDiscovery } from './discover.ts'
import { createModels } from './models.ts'

const OLLAMA = { provider: 'ollama', title: 'Ollama', url: 'http://127.0.0.1:1' }
/** A busy machine is no reason to overlook a server here. */
const PATIENT: Clock = { ...systemClock, after: () => () => undefined }
const silent = { info: () => {}, debug: () => {} }

let database: ReturnType<typeof createTempDatabase>
let handle: DatabaseHandle
let vendor: ModelVendor
let nowhere: string
const running: { stop(): void }[] = []

beforeEach(async () => {
  database = createTempDatabase()
  handle = database.open()
  createSession(handle.db, sessionRow('s1'))
  vendor = await startModelVendor()
  nowhere = await findClosedPort()
})

afterEach(async () => {
  for (const part of running.splice(0)) part.stop()
  await vendor.stop()
  database.remove()
})

/** An address where certainly nobody listens. */
function findClosedPort(): Promise<string> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address ? address.port : 1
      server.close(() => resolve(`http://127.0.0.1:${port}`))
    })
  })
}

async function setUp(
  options: {
    config?: unknown
    env?: Record<string, string>
    ollama?: string
    keys?: Record<string, string[]>
  } = {},
) {
  const state = { config: configSchema.parse(options.config ?? {}) as Config }
  const events = createEvents()
  const heard: TopicEvent[] = []
  events.subscribe((_topic, event) => heard.push(event))
  const ollama = options.ollama ?? nowhere
  const baseUrl = () => state.config.providers.ollama?.baseUrl ?? ollama
  const discovery = startDiscovery({ clock: PATIENT, log: silent, baseUrl, servers: [OLLAMA] })
  running.push(discovery)
  const env = (name: string) => options.env?.[name]
  const cooldowns = createCooldowns({ clock: systemClock })
  const keys = (provider: string) => options.keys?.[provider] ?? []
  const models = createModels({
    config: () => state.config,
    env,
    keys,
    db: handle.db,
    events,
    discovery,
    cooldowns,
  })
  await discovery.refresh()
  return { models, heard, discovery, state, cooldowns }
}

const referencesOf = (targets: { reference: string }[]) => targets.map((target) => target.reference)

describe('the model that answers', () => {
  test('is the offline one where nothing else is there', async () => {
    const { models } = await setUp()
    expect(models.main()).toBe('builtin:offline')
    expect(models.targets('s1')).toEqual([
      { reference: 'builtin:offline', api: 'builtin', provider: 'builtin', modelId: 'offline' },
    ])
  })

  test('is an Ollama on loopback before the offline one, and embedding models do not count', async () => {
    vendor.setModels(['nomic-embed-text:latest', 'qwen3:8b'])
    const { models, heard } = await setUp({ ollama: vendor.url })
    expect(models.main()).toBe('ollama:qwen3:8b')
    expect(heard).toEqual([{ type: 'model-change', sessionId: null, model: 'ollama:qwen3:8b' }])
  })

  test('is the configured local model where Ollama has several', async () => {
    vendor.setModels(['qwen3:8b', 'llama3:latest'])
    const { models } = await setUp({ ollama: vendor.url, config: { models: { local: 'ollama:llama3' } } })
    expect(models.main()).toBe('ollama:llama3')
    const named = models.list().models.map(({ reference }) => reference)
    expect(named).toEqual(['ollama:llama3', 'ollama:qwen3:8b', 'builtin:offline'])
  })

  test('is the first vendor with a key, from the environment or the configuration', async () => {
    vendor.setModels(['llama3'])
    const both = await setUp({ env: { DEEPSEEK_API_KEY: 'd', OPENAI_API_KEY: 'o' }, ollama: vendor.url })
    expect(both.models.main()).toBe('openai:gpt-6.1-sol')
    const configured = await setUp({ config: { providers: { google: { apiKey: 'g' } } } })
    expect(configured.models.targets('s1')[0]).toMatchObject({ api: 'google', apiKey: 'g' })
  })

  test('is models.main with its fallbacks, less those without a key', async () => {
    const config = {
      models: {
        main: 'claude-3-5-sonnet',
        fallback: ['gpt-4o', 'qwen-plus', 'no-such-model', 'builtin:offline'],
      },
    }
    const { models } = await setUp({ config, env: { ANTHROPIC_API_KEY: 'a', DASHSCOPE_API_KEY: 'q' } })
    expect(referencesOf(models.targets('s1'))).toEqual([
      'anthropic:claude-3-5-sonnet',
      'alibaba:qwen-plus',
      'builtin:offline',
    ])
  })

  test('is the one chosen for the session, alone, without any fallback', async () => {
    const { models } = await setUp({
      config: { models: { main: 'gpt-4o', fallback: 'claude-opus' } },
      env: { OPENAI_API_KEY: 'o', ANTHROPIC_API_KEY: 'a' },
    })
    models.use('deepseek-flash', 's1')
    expect(models.targets('s1')).toEqual([
      {
        reference: 'deepseek:deepseek-flash',
        api: 'deepseek',
        provider: 'deepseek',
        modelId: 'deepseek-flash',
        chosen: true,
      },
    ])
    models.use('default', 's1')
    expect(referencesOf(models.targets('s1'))).toEqual(['openai:gpt-4o', 'anthropic:claude-opus-5-5'])
  })

  test('that was picked by hand gives way only where the owner allowed it, and never from this machine to elsewhere', async () => {
    vendor.setModels(['llama3'])
    const config = {
      models: { main: 'gpt-4o', fallback: ['claude-opus', 'ollama:llama3'], fallbackForChosen: true },
      providers: { openai: { apiKey: 'o' }, anthropic: { apiKey: 'a' } },
    }
    const { models } = await setUp({ config, ollama: vendor.url })
    models.use('deepseek-flash', 's1')
    const targets = models.targets('s1')
    expect(referencesOf(targets)).toEqual([
      'deepseek:deepseek-flash',
      'anthropic:claude-opus-5-5',
      'ollama:llama3',
    ])
    expect(targets.map(({ chosen }) => chosen === true)).toEqual([true, false, false])
    models.use('ollama:qwen3', 's1')
    expect(referencesOf(models.targets('s1'))).toEqual(['ollama:qwen3', 'ollama:llama3'])
  })

  test('is the assistant’s own after words and pick, with the fallbacks as they are; of one that is gone the main one', async () => {
    createSession(handle.db, { ...sessionRow('r1'), agent: 'research' })
    const list = { research: { model: 'gpt-4o' } }
    const config = { models: { main: 'claude-opus', fallback: 'deepseek-flash' }, agents: { list } }
    const env = { OPENAI_API_KEY: 'o', ANTHROPIC_API_KEY: 'a', DEEPSEEK_API_KEY: 'd' }
    const { models, state, heard } = await setUp({ config, env })
    const order = (turn = {}) => [models.chosenBy('r1', turn), ...referencesOf(models.targets('r1', turn))]
    expect(order()).toEqual(['agent', 'openai:gpt-4o', 'deepseek:deepseek-flash'])
    expect(referencesOf(models.targets('s1'))[0]).toBe('anthropic:claude-opus-5-5')
    expect(models.direct('default', 'r1').reference).toBe('openai:gpt-4o')
    expect(order({ model: 'claude-opus' })).toEqual(['message', 'anthropic:claude-opus-5-5'])
    models.use('deepseek-flash', 'r1')
    expect(order()).toEqual(['session', 'deepseek:deepseek-flash'])
    expect(models.use('default', 'r1').model).toBe('openai:gpt-4o')
    expect(heard.at(-1)).toMatchObject({ sessionId: 'r1', model: 'openai:gpt-4o' })
    expect(models.list()).toMatchObject({
      agents: [
        { id: 'main', model: null, answers: 'anthropic:claude-opus-5-5' },
        { id: 'research', name: null, model: 'gpt-4o', answers: 'openai:gpt-4o' },
      ],
    })
    state.config = configSchema.parse({ ...config, agents: {} })
    expect(order()).toEqual(['main', 'anthropic:claude-opus-5-5', 'deepseek:deepseek-flash'])
    expect(models.modelOf({ agent: 'research', model: null })).toBe('anthropic:claude-opus-5-5')
  })

  test('of an assistant that was given a local one stays on this machine, and a private turn does whatever it was given', async () => {
    vendor.setModels(['llama3', 'qwen3'])
    createSession(handle.db, { ...sessionRow('r1'), agent: 'diary' })
    createSession(handle.db, { ...sessionRow('r2'), agent: 'cloud' })
    const list = { diary: { model: 'local' }, cloud: { model: 'gpt-4o' }, lost: { model: 'gpt-4oo' } }
    const { models } = await setUp({
      ollama: vendor.url,
      env: { OPENAI_API_KEY: 'o' },
      config: {
        models: { fallback: ['gpt-4o', 'ollama:qwen3'], local: 'ollama:llama3' },
        agents: { list },
      },
    })
    expect(referencesOf(models.targets('r1'))).toEqual(['ollama:llama3', 'ollama:qwen3'])
    expect(referencesOf(models.targets('r2', { private: true }))).toEqual(['ollama:llama3'])
    expect(() => models.targets('r2', { private: true, model: 'gpt-4o' })).toThrow(/private/)
    expect(models.list().agents[3]).toMatchObject({ id: 'lost', answers: 'gpt-4oo' })
    expect(models.list().warnings[0]).toContain('openai:gpt-4o')
  })

  test('stands once for each key, by conversation, and the environment counts where no other key is', async () => {
    const config = {
      models: { main: 'claude-opus' },
      providers: { anthropic: { apiKey: 'k-1', apiKeys: ['k-2'] } },
    }
    const given = { config, keys: { anthropic: ['k-0', 'k-2'] }, env: { ANTHROPIC_API_KEY: 'env' } }
    const { models } = await setUp(given)
    const keysOf = (id: string) => models.targets(id).map(({ apiKey }) => apiKey)
    expect(keysOf('s1').toSorted()).toEqual(['k-0', 'k-1', 'k-2'])
    expect(keysOf('s1')).toEqual(keysOf('s1'))
    expect(JSON.stringify(models.list())).not.toMatch(/k-[012]|"env"/)
    expect(models.list().providers[0]).toEqual({
      provider: 'anthropic',
      title: 'Anthropic',
      needsKey: true,
      keys: ['credentials', 'credentials', 'config'],
      keyVariable: 'ANTHROPIC_API_KEY',
      keysUrl: 'https://platform.claude.com/settings/keys',
      running: null,
    })
    const { models: bare } = await setUp({ env: { ANTHROPIC_API_KEY: 'env' } })
    expect(bare.targets('s1')[0]).toMatchObject({ apiKey: 'env' })
    expect(bare.targets('s1')[0]).not.toHaveProperty('keyId')
  })

  test('rests after a failure: the next one answers in its place, and the list says so', async () => {
    const config = { models: { main: 'gpt-4o', fallback: 'claude-opus' } }
    const { models, cooldowns } = await setUp({
      config,
      env: { OPENAI_API_KEY: 'o', ANTHROPIC_API_KEY: 'a' },
    })
    cooldowns.note({ reference: 'openai:gpt-4o', code: 'model_rate_limited' })
    const [first, second] = models.targets('s1')
    expect(first).toMatchObject({
      reference: 'anthropic:claude-opus-5-5',
      insteadOf: { reference: 'openai:gpt-4o', code: 'model_rate_limited' },
    })
    expect(second).toMatchObject({ reference: 'openai:gpt-4o', probe: true })
    expect(models.list().models[0]?.resting).toMatchObject([{ code: 'model_rate_limited' }])
  })

  test('may be a server of the configuration', async () => {
    const { models } = await setUp({
      config: {
        models: { main: 'lab:some-model' },
        providers: {
          lab: {
            api: 'openai-compatible',
            baseUrl: 'http://127.0.0.1:8080/v1',
            headers: { 'x-a': 'b' },
            reasoning: 'low',
          },
        },
      },
    })
    expect([models.isModel('Some-Model'), models.direct('some-model').reference]).toEqual([
      true,
      'lab:some-model',
    ])
    expect(models.targets('s1')).toEqual([
      {
        reference: 'lab:some-model',
        api: 'openai-compatible',
        provider: 'lab',
        modelId: 'some-model',
        baseUrl: 'http://127.0.0.1:8080/v1',
        headers: { 'x-a': 'b' },
        reasoning: 'low',
      },
    ])
    expect(models.list().models[0]).toMatchObject({ reference: 'lab:some-model', ready: true, local: true })
  })

  test('that the configuration misspells is an error with a suggestion, never another model', async () => {
    const { models } = await setUp({
      config: { models: { main: 'claud-opus' } },
      env: { OPENAI_API_KEY: 'o' },
    })
    expect(() => models.targets('s1')).toThrow(expect.objectContaining({ code: 'unknown_model' }))
    expect(models.main()).toBe('claud-opus')
    expect(models.list().warnings[0]).toContain('anthropic:claude-opus-5-5')
  })

  test('of a session that does not exist is an error', async () => {
    const { models } = await setUp()
    expect(() => models.targets('none')).toThrow(expect.objectContaining({ code: 'unknown_session' }))
    expect(() => models.use('gpt-4o', 'none')).toThrow(expect.objectContaining({ code: 'unknown_session' }))
  })
})

describe('the list of models', () => {
  test('says what is ready, and names the variable that is missing', async () => {
    const { models } = await setUp({
      config: { models: { main: 'claude-3-5-sonnet', fallback: 'gpt-4o', local: 'ollama:llama3' } },
      env: { OPENAI_API_KEY: 'secret-key' },
    })
    const { models: listed, main, warnings } = models.list()
    expect(main).toBe('anthropic:claude-3-5-sonnet')
    expect(referencesOf(listed)).toEqual([
      'anthropic:claude-3-5-sonnet',
      'openai:gpt-4o',
      'ollama:llama3',
      'openai:gpt-6.1-sol',
      'builtin:offline',
    ])
    expect(listed[0]).toMatchObject({ ready: false, problem: expect.stringContaining('ANTHROPIC_API_KEY') })
    expect(listed[1]).toMatchObject({ ready: true, problem: null, local: false })
    expect(listed[2]).toMatchObject({
      ready: false,
      problem: expect.stringContaining('ollama serve'),
      local: true,
    })
    expect(warnings).toHaveLength(2)
    expect(warnings[0]).toContain('anthropic:claude-sonnet-5-5')
    expect(JSON.stringify(models.list())).not.toContain('secret-key')
  })

  test('holds what Ollama has, and tells how to fetch what it has not', async () => {
    vendor.setModels(['qwen3:8b'])
    const { models } = await setUp({ ollama: vendor.url, config: { models: { main: 'ollama:llama3' } } })
    const { models: listed } = models.list()
    expect(listed[0]).toMatchObject({
      reference: 'ollama:llama3',
      problem: expect.stringContaining('ollama pull llama3'),
    })
    expect(listed[1]).toMatchObject({ reference: 'ollama:qwen3:8b', ready: true, local: true })
  })
})

describe('choosing a model', () => {
  test('stores the one spelling, tells the panel, and warns of retired names and missing keys', async () => {
    const { models, heard } = await setUp()
    const used = models.use('Claude 3.5 Sonnet', 's1')
    expect(used.model).toBe('anthropic:claude-3-5-sonnet')
    expect(used.warning).toContain('2025-10-28')
    expect(used.warning).toContain('ANTHROPIC_API_KEY')
    expect(findSession(handle.db, 's1')?.model).toBe('anthropic:claude-3-5-sonnet')
    expect(heard).toEqual([{ type: 'model-change', sessionId: 's1', model: 'anthropic:claude-3-5-sonnet' }])
  })

  test.each([
    ['gpt-4oo', 'openai:gpt-4o'],
    ['antropic:claude-opus-5-5', 'anthropic:claude-opus-5-5'],
  ])('refuses %s and suggests %s', async (name, suggestion) => {
    const { models } = await setUp()
    expect(() => models.use(name, 's1')).toThrow(
      expect.objectContaining({ code: 'unknown_model', message: expect.stringContaining(suggestion) }),
    )
    expect(findSession(handle.db, 's1')?.model).toBeNull()
  })

  test('knows the words local and strongest', async () => {
    const { models } = await setUp({
      config: { models: { main: 'gpt-4o', local: 'ollama:llama3', strongest: 'claude-opus' } },
    })
    expect(models.use('local', 's1').model).toBe('ollama:llama3')
    expect(models.use('strongest', 's1').model).toBe('anthropic:claude-opus-5-5')
  })

  test('without a session changes the main one until the configuration says another', async () => {
    const { models, state } = await setUp({ env: { OPENAI_API_KEY: 'o', ANTHROPIC_API_KEY: 'a' } })
    expect(models.use('gpt-4o').warning).toContain('models.main')
    expect(models.main()).toBe('openai:gpt-4o')
    expect(referencesOf(models.targets('s1'))).toEqual(['openai:gpt-4o'])
    state.config = configSchema.parse({ models: { main: 'claude-opus' } })
    expect(models.main()).toBe('anthropic:claude-opus-5-5')
  })
})
