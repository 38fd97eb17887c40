import type { LanguageModelV4 } from '@ai-sdk/provider'
import { defaultSettingsMiddleware, wrapLanguageModel } from 'ai'
import type { ModelTarget } from '#protocol/agent-rpc.ts'
import { AppError } from '#protocol/errors.ts'
import { VENDORS } from '#protocol/models/catalog.ts'
import { contextTokensOf } from '#protocol/models/context-window.ts'
import { straightFetch } from './connection/straight-fetch.ts'
import { promptCache } from './prompt-cache.ts'
import { earlyReads } from './stream/early-reads.ts'
import { earlyTools } from './stream/early-tools.ts'
import { noTools } from './stream/no-tools.ts'
import { textCalls } from './stream/text-calls.ts'
import { thinkTags } from './stream/think-tags.ts'

/** Opening one takes a millisecond, for the schemas of its vendor's wire; an owner uses few. */
const opened = new Map<string, LanguageModelV4>()
const OPENED_LIMIT = 32

/**
 * The model behind a target, from its vendor's own package; opened once. Throws `missing_key` where the
 * vendor needs a key. `reach`: another way to its server only in tests.
 */
export async function openModel(
  target: ModelTarget,
  reach: typeof fetch = straightFetch,
): Promise<LanguageModelV4> {
  const { insteadOf: _why, probe: _probe, chosen: _chosen, ...address } = target
  const identity = JSON.stringify(address)
  const known = opened.get(identity)
  if (known) return known
  const model = await open(target, reach)
  if (opened.size >= OPENED_LIMIT) opened.clear()
  opened.set(identity, model)
  return model
}

/** Packages load on first use, because each costs start-up time and memory. */
async function open(target: ModelTarget, reach: typeof fetch): Promise<LanguageModelV4> {
  switch (target.api) {
    case 'builtin': {
      const { createOfflineModel } = await import('./offline/model.ts')
      return createOfflineModel()
    }
    case 'anthropic': {
      const settings = { ...keySettings(target), fetch: reach }
      const { createAnthropic } = await import('@ai-sdk/anthropic')
      return wrapLanguageModel({
        model: createAnthropic(settings)(target.modelId),
        middleware: [promptCache, earlyReads],
      })
    }
    case 'openai': {
      // Chat completions, not responses: it is the interface that proxies and compatible servers speak
      // under a `baseUrl`, and nothing of the conversation is stored at the vendor.
      const settings = { ...keySettings(target), fetch: reach }
      const { createOpenAI } = await import('@ai-sdk/openai')
      return withEarlyTools(createOpenAI(settings).chat(target.modelId))
    }
    case 'google': {
      const settings = { ...keySettings(target), fetch: reach }
      const { createGoogle } = await import('@ai-sdk/google')
      const model = createGoogle(settings)(target.modelId)
      return target.reasoning && target.reasoning !== 'none' ? withThoughts(model) : model
    }
    case 'alibaba': {
      const settings = { ...keySettings(target), fetch: reach }
      const { createAlibaba } = await import('@ai-sdk/alibaba')
      return withEarlyTools(createAlibaba(settings)(target.modelId))
    }
    case 'deepseek': {
      const settings = { ...keySettings(target), fetch: reach }
      const { createDeepSeek } = await import('@ai-sdk/deepseek')
      return withEarlyTools(createDeepSeek(settings)(target.modelId))
    }
    case 'ollama':
      return openOllama(target, reach)
    case 'openai-compatible':
      return openCompatible(target, reach)
  }
}

async function openOllama(target: ModelTarget, reach: typeof fetch): Promise<LanguageModelV4> {
  const { createOllama } = await import('ollama-ai-provider-v2')
  const root = (target.baseUrl ?? 'http://127.0.0.1:11434').replace(/(?<!\/)\/+$/, '')
  const model = createOllama({
    baseURL: root.endsWith('/api') ? root : `${root}/api`,
    fetch: reach,
    headers: { ...(target.apiKey ? { Authorization: `Bearer ${target.apiKey}` } : {}), ...target.headers },
  })(target.modelId)
  return wrapLanguageModel({
    model,
    middleware: [
      textCalls,
      thinkTags,
      noTools,
      defaultSettingsMiddleware({
        settings: { providerOptions: { ollama: { options: { num_ctx: contextTokensOf(target) } } } },
      }),
    ],
  })
}

async function openCompatible(target: ModelTarget, reach: typeof fetch): Promise<LanguageModelV4> {
  if (target.baseUrl === undefined) {
    throw new AppError(
      'config_invalid',
      `Provider ${target.provider} has no address. Set providers.${target.provider}.baseUrl in openclaw.json.`,
    )
  }
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
  const provider = createOpenAICompatible({
    name: target.provider,
    baseURL: target.baseUrl,
    includeUsage: true,
    fetch: reach,
    ...(target.apiKey === undefined ? {} : { apiKey: target.apiKey }),
    ...(target.headers === undefined ? {} : { headers: target.headers }),
  })
  return wrapLanguageModel({
    model: provider(target.modelId),
    middleware: [textCalls, thinkTags, earlyTools],
  })
}

/** Gemini keeps its thoughts to itself unless it is asked for them. */
function withThoughts(model: LanguageModelV4): LanguageModelV4 {
  const settings = { providerOptions: { google: { thinkingConfig: { includeThoughts: true } } } }
  return wrapLanguageModel({ model, middleware: defaultSettingsMiddleware({ settings }) })
}

function withEarlyTools(model: LanguageModelV4): LanguageModelV4 {
  return wrapLanguageModel({ model, middleware: earlyTools })
}

function keySettings(target: ModelTarget) {
  if (!target.apiKey) {
    const variable = VENDORS.find(({ api }) => api === target.api)?.keyVariables[0] ?? 'its key'
    throw new AppError(
      'missing_key',
      `There is no key for ${target.reference}. Give one with "openclaw models key ${target.provider}", set ${variable} in the environment, or providers.${target.provider}.apiKey in openclaw.json, and try again.`,
    )
  }
  return {
    apiKey: target.apiKey,
    ...(target.baseUrl === undefined ? {} : { baseURL: target.baseUrl }),
    ...(target.headers === undefined ? {} : { headers: target.headers }),
  }
}
