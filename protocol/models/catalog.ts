import type { ModelTarget } from '../agent-rpc.ts'

/** A model vendor that OpenClaw knows by name. */
export interface Vendor {
  /** Name in `provider:model` and in the configuration's `providers`. */
  readonly provider: string
  readonly title: string
  readonly api: ModelTarget['api']
  /** Other names by which people write the provider. */
  readonly aliases: readonly string[]
  /** Environment variables that hold its key, the first one that is set counts. Empty: needs no key. */
  readonly keyVariables: readonly string[]
  /** The vendor's own page where keys are made. Read in November 2026. */
  readonly keysUrl?: string
  /** The model that answers where only this vendor's key is given. */
  readonly defaultModel?: string
  /** Where it listens on this machine unless it is told otherwise: a server that is looked for there. */
  readonly localUrl?: string
}

/** In the order in which a key makes a vendor the default. */
export const VENDORS: readonly Vendor[] = [
  {
    provider: 'anthropic',
    title: 'Anthropic',
    api: 'anthropic',
    aliases: ['claude'],
    keyVariables: ['ANTHROPIC_API_KEY'],
    keysUrl: 'https://platform.claude.com/settings/keys',
    defaultModel: 'claude-opus-5-5',
  },
  {
    provider: 'openai',
    title: 'OpenAI',
    api: 'openai',
    aliases: ['gpt', 'chatgpt'],
    keyVariables: ['OPENAI_API_KEY'],
    keysUrl: 'https://platform.openai.com/api-keys',
    defaultModel: 'gpt-6.1-sol',
  },
  {
    provider: 'google',
    title: 'Google',
    api: 'google',
    aliases: ['gemini'],
    keyVariables: ['GEMINI_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'],
    keysUrl: 'https://aistudio.google.com/apikey',
    defaultModel: 'gemini-3.8-flash',
  },
  {
    provider: 'alibaba',
    title: 'Alibaba Cloud',
    api: 'alibaba',
    aliases: ['qwen', 'dashscope', 'aliyun', 'bailian', '阿里云', '通义千问'],
    keyVariables: ['DASHSCOPE_API_KEY', 'ALIBABA_API_KEY'],
    keysUrl: 'https://bailian.console.aliyun.com/?tab=model#/api-key',
    defaultModel: 'qwen3.7-max',
  },
  {
    provider: 'deepseek',
    title: 'DeepSeek',
    api: 'deepseek',
    aliases: [],
    keyVariables: ['DEEPSEEK_API_KEY'],
    keysUrl: 'https://platform.deepseek.com/api_keys',
    defaultModel: 'deepseek-flash',
  },
  {
    provider: 'ollama',
    title: 'Ollama',
    api: 'ollama',
    aliases: [],
    keyVariables: [],
    defaultModel: 'llama3',
    // docs.ollama.com/faq
    localUrl: 'http://127.0.0.1:11434',
  },
  {
    provider: 'lmstudio',
    title: 'LM Studio',
    api: 'openai-compatible',
    aliases: [],
    keyVariables: [],
    // lmstudio.ai/docs/developer/core/server
    localUrl: 'http://127.0.0.1:1234/v1',
  },
  {
    provider: 'llamacpp',
    title: 'llama.cpp',
    api: 'openai-compatible',
    aliases: ['llama-server'],
    keyVariables: [],
    // github.com/ggml-org/llama.cpp, tools/server/README.md
    localUrl: 'http://127.0.0.1:8080/v1',
  },
  {
    provider: 'builtin',
    title: 'Built-in',
    api: 'builtin',
    aliases: [],
    keyVariables: [],
    defaultModel: 'offline',
  },
]

/** The vendor's own notice: the day its API stops (or stopped) answering for the model, and what to use instead. */
export interface Retirement {
  /** ISO date; null where the vendor's pages no longer name the day. */
  readonly on: string | null
  /** `provider:model`. */
  readonly suggest: string
}

/** A model that can be named without its vendor. */
export interface CatalogModel {
  readonly provider: string
  readonly model: string
  /** Other spellings. Case, spaces, dots and dashes do not matter. */
  readonly aliases: readonly string[]
  readonly retired?: Retirement
}

const listed = (provider: string, model: string, aliases: readonly string[] = []): CatalogModel => ({
  provider,
  model,
  aliases,
})
const retired = (entry: CatalogModel, on: string | null, suggest: string): CatalogModel => ({
  ...entry,
  retired: { on, suggest },
})

/**
 * Names that work without a vendor in front. Short on purpose: any other model is named with its vendor,
 * `openai:some-model`. Read in November 2026 from the vendors' own pages:
 * platform.claude.com/docs (models, model-deprecations), developers.openai.com/api/docs/deprecations,
 * ai.google.dev/gemini-api/docs/deprecations, help.aliyun.com/zh/model-studio/models with the notice of
 * 2026-07-13, api-docs.deepseek.com, and the model ids of the vendors' AI SDK packages.
 */
export const CATALOG: readonly CatalogModel[] = [
  listed('anthropic', 'claude-opus-5-5', ['Claude Opus', 'Opus', 'Claude']),
  listed('anthropic', 'claude-sonnet-5-5', ['Claude Sonnet', 'Sonnet']),
  listed('anthropic', 'claude-haiku-5-5', ['Claude Haiku', 'Haiku']),
  retired(
    listed('anthropic', 'claude-3-5-sonnet', ['claude-3-5-sonnet-latest', 'Claude Sonnet 3.5']),
    '2025-10-28',
    'anthropic:claude-sonnet-5-5',
  ),
  listed('openai', 'gpt-6-astra'),
  listed('openai', 'gpt-6.1-sol', ['GPT', 'ChatGPT']),
  listed('openai', 'gpt-6.1-terra'),
  listed('openai', 'gpt-6-luna'),
  retired(listed('openai', 'gpt-4o'), '2027-01-14', 'openai:gpt-6-luna'),
  retired(listed('openai', 'gpt-4-turbo', ['GPT-4']), '2026-10-23', 'openai:gpt-6.1-sol'),
  listed('google', 'gemini-3.8-flash', ['Gemini', 'Gemini Flash']),
  listed('google', 'gemini-3.5-flash-lite', ['Gemini Flash Lite']),
  retired(listed('google', 'gemini-1.5-pro'), null, 'google:gemini-3.8-flash'),
  retired(listed('google', 'gemini-2.0-flash', ['Gemini 2.0']), '2026-06-01', 'google:gemini-3.8-flash'),
  listed('alibaba', 'qwen3.7-max', ['Qwen', '通义千问']),
  listed('alibaba', 'qwen3.7-plus'),
  listed('alibaba', 'qwen3.6-flash', ['Qwen Flash']),
  listed('alibaba', 'qwen-plus', ['通义千问-Plus']),
  retired(listed('alibaba', 'qwen-max', ['通义千问-Max']), '2026-07-13', 'alibaba:qwen3.7-max'),
  listed('deepseek', 'deepseek-flash', ['DeepSeek']),
  listed('deepseek', 'deepseek-v4-pro'),
  retired(listed('deepseek', 'deepseek-chat', ['DeepSeek-V3']), '2026-07-24', 'deepseek:deepseek-flash'),
  listed('ollama', 'llama3', ['Llama 3', 'Llama', 'Ollama']),
  listed('builtin', 'offline', ['Built-in']),
]
