import type { ModelTarget } from '../agent-rpc.ts'

/** What a model takes beside text. */
export type InputKind = 'image' | 'pdf' | 'audio'

const IMAGE: readonly InputKind[] = ['image']
const PAGES: readonly InputKind[] = ['image', 'pdf']
const ALL: readonly InputKind[] = ['image', 'pdf', 'audio']

/** Open models that see, by the families' own names: of others nobody knows, and a file that is not taken fails the call. */
const SEEING =
  /(llava|bakllava|moondream|minicpm-v|vision|pixtral|gemma-?3(?!.*1b)|mistral-small3\.[12]|llama-?4|qwen.*(vl|omni)|qvq|internvl|granite.*vision)/i
/** The last OpenAI models before files. */
const ONLY_IMAGES = /^(gpt-4-turbo|gpt-4-vision|chatgpt-4o)/

/**
 * What a model takes, as the configuration says it (`providers.<name>.input`), else as its vendor documents it:
 * platform.claude.com/docs (vision, pdf-support), developers.openai.com (images, file-inputs), ai.google.dev
 * (document, audio understanding), help.aliyun.com (Qwen-VL, Qwen-Omni). Nothing where nobody knows.
 */
export function inputsOf(
  target: Pick<ModelTarget, 'api' | 'modelId'> & { input?: readonly InputKind[] | undefined },
): readonly InputKind[] {
  const { api, modelId, input } = target
  if (input !== undefined) return input
  switch (api) {
    case 'anthropic':
      return PAGES
    case 'openai':
      return ONLY_IMAGES.test(modelId) ? IMAGE : PAGES
    case 'google':
      return ALL
    case 'alibaba':
    case 'ollama':
    case 'openai-compatible':
      return SEEING.test(modelId) ? IMAGE : []
    case 'deepseek':
    case 'builtin':
      return []
  }
}

const IMAGES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])
/** What the vendors with audio input take; a voice message of Telegram is Ogg. */
const SOUNDS = new Set(['audio/ogg', 'audio/mpeg', 'audio/wav', 'audio/aac', 'audio/flac'])

/** Which kind of input a file is, by its type; undefined where no model takes it as it is. */
export function inputKind(type: string): InputKind | undefined {
  if (IMAGES.has(type)) return 'image'
  if (type === 'application/pdf') return 'pdf'
  return SOUNDS.has(type.split(';', 1)[0] ?? '') ? 'audio' : undefined
}
