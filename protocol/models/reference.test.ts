import { describe, expect, test } from 'vitest'
import { CATALOG, VENDORS } from './catalog.ts'
import { describeRetirement, isUnknown, parseModelReference } from './reference.ts'

const read = (text: string, providers?: string[]): string | null => {
  const parsed = parseModelReference(text, providers)
  return isUnknown(parsed) ? null : parsed.reference
}

describe('a model name', () => {
  test.each([
    ['Claude 3.5 Sonnet', 'anthropic:claude-3-5-sonnet'],
    ['claude-3-5-sonnet', 'anthropic:claude-3-5-sonnet'],
    ['Claude Opus', 'anthropic:claude-opus-5-5'],
    ['claude-opus', 'anthropic:claude-opus-5-5'],
    ['GPT-4o', 'openai:gpt-4o'],
    ['gpt-4o', 'openai:gpt-4o'],
    ['GPT-4 Turbo', 'openai:gpt-4-turbo'],
    ['gpt-4-turbo', 'openai:gpt-4-turbo'],
    ['Gemini 1.5 Pro', 'google:gemini-1.5-pro'],
    ['gemini-1.5-pro', 'google:gemini-1.5-pro'],
    ['Gemini 2.0', 'google:gemini-2.0-flash'],
    ['gemini-2.0', 'google:gemini-2.0-flash'],
    ['Qwen-Max', 'alibaba:qwen-max'],
    ['qwen-max', 'alibaba:qwen-max'],
    ['Qwen-Plus', 'alibaba:qwen-plus'],
    ['qwen-plus', 'alibaba:qwen-plus'],
    ['DeepSeek-V3', 'deepseek:deepseek-chat'],
    ['deepseek-v3', 'deepseek:deepseek-chat'],
    ['Llama 3', 'ollama:llama3'],
    ['llama3', 'ollama:llama3'],
    ['Ollama', 'ollama:llama3'],
    ['ollama:llama3', 'ollama:llama3'],
  ])('of the vendor table resolves: %s', (written, reference) => {
    expect(read(written)).toBe(reference)
  })

  test.each([
    ['anthropic:claude-something-new', 'anthropic:claude-something-new'],
    ['anthropic/claude-opus-5-5', 'anthropic:claude-opus-5-5'],
    ['Anthropic: Claude 3.5 Sonnet', 'anthropic:claude-3-5-sonnet'],
    ['gemini:gemini-9', 'google:gemini-9'],
    ['ollama:llama3:8b', 'ollama:llama3:8b'],
    ['ollama:hf.co/some/model:Q4', 'ollama:hf.co/some/model:Q4'],
    ['builtin:offline', 'builtin:offline'],
    ['claude-3-5-sonnet-20241022', 'anthropic:claude-3-5-sonnet-20241022'],
  ])('with its vendor is kept: %s', (written, reference) => {
    expect(read(written)).toBe(reference)
  })

  test('may use a provider of the configuration, and only then', () => {
    expect(read('lab:some-model', ['lab'])).toBe('lab:some-model')
    expect(read('lab:some-model')).toBeNull()
  })

  test.each([
    ['claude-3-5-sonnt', 'anthropic:claude-3-5-sonnet'],
    ['gpt4-trubo', 'openai:gpt-4-turbo'],
    ['anthropc:claude-opus-5-5', 'anthropic:claude-opus-5-5'],
    ['llama3:8b', 'ollama:llama3:8b'],
    ['xyz-9000-ultra', null],
    ['builtin:other', null],
    ['', null],
    [':', null],
    ['anthropic:', null],
  ])('that is unknown names the nearest one: %s', (written, suggestion) => {
    const parsed = parseModelReference(written)
    expect(parsed).toMatchObject({ suggestion })
    if (suggestion) expect((parsed as { problem: string }).problem).toContain(suggestion)
  })

  test('that was retired says since when and what to use, snapshots too', () => {
    for (const name of ['claude-3-5-sonnet', 'claude-3-5-sonnet-20240620']) {
      const parsed = parseModelReference(name)
      if (isUnknown(parsed)) throw new Error(parsed.problem)
      expect(describeRetirement(parsed)).toContain('2025-10-28')
      expect(describeRetirement(parsed)).toContain('anthropic:claude-sonnet-5-5')
    }
  })

  test('of any length is answered in good time and in one short sentence', () => {
    const parsed = parseModelReference('x'.repeat(200_000))
    expect((parsed as { problem: string }).problem.length).toBeLessThan(300)
  })
})

describe('the catalogue', () => {
  test('names each model once, and only known vendors', () => {
    const names = CATALOG.flatMap((entry) => [entry.model, ...entry.aliases]).map((name) =>
      name.toLowerCase(),
    )
    expect(new Set(names).size).toBe(names.length)
    const providers = VENDORS.map((vendor) => vendor.provider)
    for (const entry of CATALOG) expect(providers).toContain(entry.provider)
  })

  test('suggests and defaults to models that are not retired themselves', () => {
    const current = CATALOG.filter((entry) => !entry.retired).map(
      (entry) => `${entry.provider}:${entry.model}`,
    )
    for (const entry of CATALOG) if (entry.retired) expect(current).toContain(entry.retired.suggest)
    for (const { provider, defaultModel } of VENDORS) {
      if (defaultModel !== undefined) expect(current).toContain(`${provider}:${defaultModel}`)
    }
  })
})
