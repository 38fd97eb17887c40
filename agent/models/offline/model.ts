import { randomUUID } from 'node:crypto'
import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Content,
  LanguageModelV4FinishReason,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
} from '@ai-sdk/provider'
import { detectLanguage } from '#protocol/chat/language.ts'
import { answerText, notUnderstood, toolMissing } from './answers.ts'
import { describeCalls } from './calls.ts'
import { readTurn } from './conversation.ts'
import { understand } from './intents.ts'
import { describeFinished } from './results.ts'
import { playParts, type Speech, toStreamParts } from './stream.ts'

/** Milliseconds between two deltas: about the pace of a quick vendor. */
const PACE_MS = 15

/**
 * The model that answers where none is connected: fixed rules behind the AI SDK's interface, streaming
 * like any other. The same conversation always gets the same answer (the time of day excepted). It says
 * what it is, and never pretends to understand what no rule covers.
 */
export function createOfflineModel(options: { paceMs?: number; now?: () => number } = {}): LanguageModelV4 {
  const { paceMs = PACE_MS, now = Date.now } = options

  function decide(call: LanguageModelV4CallOptions) {
    const speeches = speak(call, now())
    const parts = toStreamParts(speeches, () => `call_${randomUUID()}`)
    const calls = speeches.some((speech) => 'calls' in speech)
    const finishReason: LanguageModelV4FinishReason = calls
      ? { unified: 'tool-calls', raw: 'tool-calls' }
      : { unified: 'stop', raw: 'stop' }
    return { parts, finishReason, usage: countUsage(call, speeches) }
  }

  return {
    specificationVersion: 'v4',
    provider: 'builtin',
    modelId: 'offline',
    supportedUrls: {},
    async doStream(call) {
      const { parts, finishReason, usage } = decide(call)
      const whole: LanguageModelV4StreamPart[] = [
        { type: 'stream-start', warnings: [] },
        { type: 'response-metadata', modelId: 'offline' },
        ...parts,
        { type: 'finish', finishReason, usage },
      ]
      return { stream: playParts(whole, { paceMs, signal: call.abortSignal }) }
    },
    async doGenerate(call) {
      const { parts, finishReason, usage } = decide(call)
      return { content: toContent(parts), finishReason, usage, warnings: [] }
    },
  }
}

/** The whole mind of the model: results first, then the table of intents, else the plain truth. */
function speak(call: LanguageModelV4CallOptions, now: number): Speech[] {
  const turn = readTurn(call)
  const language = detectLanguage(turn.text)
  if (turn.finished.length > 0) {
    return [{ text: turn.finished.map((finished) => describeFinished(finished, language)).join('\n\n') }]
  }
  const understood = understand(turn.text)
  if (!understood) return [{ text: notUnderstood(language, turn.tools) }]
  const { intent, plan } = understood
  if (plan === 'answer') {
    return [{ text: answerText(intent.name, { language, tools: turn.tools, now, text: turn.text }) }]
  }
  const missing = plan.find((planned) => !turn.tools.has(planned.tool))
  if (missing) return [{ text: toolMissing(missing.tool, language, turn.blocked) }]
  const { before, during } = describeCalls(plan, language)
  return [{ text: before }, { calls: plan }, { text: during }]
}

function toContent(parts: readonly LanguageModelV4StreamPart[]): LanguageModelV4Content[] {
  const texts = new Map<string, { type: 'text'; text: string }>()
  const content: LanguageModelV4Content[] = []
  for (const part of parts) {
    if (part.type === 'text-start') {
      const text = { type: 'text' as const, text: '' }
      texts.set(part.id, text)
      content.push(text)
    } else if (part.type === 'text-delta') {
      const text = texts.get(part.id)
      if (text) text.text += part.delta
    } else if (part.type === 'tool-call') {
      content.push(part)
    }
  }
  return content
}

function countUsage(call: LanguageModelV4CallOptions, speeches: readonly Speech[]): LanguageModelV4Usage {
  const input = countTokens(JSON.stringify(call.prompt))
  const output = countTokens(
    speeches.map((speech) => ('text' in speech ? speech.text : JSON.stringify(speech.calls))).join(' '),
  )
  return {
    inputTokens: { total: input, noCache: input, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: output, text: output, reasoning: 0 },
  }
}

/** The usual rule of thumb: a token is a Chinese character or about four characters of anything else. */
function countTokens(text: string): number {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0
  return han + Math.ceil((text.length - han) / 4)
}
