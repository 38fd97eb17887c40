import { setTimeout as pause } from 'node:timers/promises'
import type { LanguageModelV4StreamPart } from '@ai-sdk/provider'
import type { PlannedCall } from './intent.ts'

/** What the model says and does in one step, in order. */
export type Speech = { text: string } | { calls: readonly PlannedCall[] }

const WORDS_PER_DELTA = 3

/** The stream parts of a step, as the vendors send them: a few words per delta, arguments in pieces. */
export function toStreamParts(
  speeches: readonly Speech[],
  newCallId: () => string,
): LanguageModelV4StreamPart[] {
  return speeches.flatMap((speech, index): LanguageModelV4StreamPart[] => {
    if ('calls' in speech) return speech.calls.flatMap((call) => toCallParts(call, newCallId()))
    const id = `text-${index}`
    return [
      { type: 'text-start', id },
      ...splitText(speech.text).map((delta) => ({ type: 'text-delta' as const, id, delta })),
      { type: 'text-end', id },
    ]
  })
}

function toCallParts(call: PlannedCall, id: string): LanguageModelV4StreamPart[] {
  const input = JSON.stringify(call.input)
  const deltas = input.match(/.{1,24}/gsu) ?? []
  return [
    { type: 'tool-input-start', id, toolName: call.tool },
    ...deltas.map((delta) => ({ type: 'tool-input-delta' as const, id, delta })),
    { type: 'tool-input-end', id },
    { type: 'tool-call', toolCallId: id, toolName: call.tool, input },
  ]
}

/** A few words at a time; Chinese has no spaces, so a few characters. Joined again it is the same text. */
export function splitText(text: string): string[] {
  const words = text.match(
    /\s*(?:\p{Script=Han}{1,2}[，。：、！？）]?|[^\s\p{Script=Han}]+)\s*$|\s*(?:\p{Script=Han}{1,2}[，。：、！？）]?|[^\s\p{Script=Han}]+)/gu,
  )
  if (!words) return text === '' ? [] : [text]
  const deltas: string[] = []
  for (let start = 0; start < words.length; start += WORDS_PER_DELTA) {
    deltas.push(words.slice(start, start + WORDS_PER_DELTA).join(''))
  }
  return deltas
}

/** Plays parts at a steady pace, one pause before each delta of text. Errors with the signal's reason on abort. */
export function playParts(
  parts: readonly LanguageModelV4StreamPart[],
  options: { paceMs: number; signal: AbortSignal | undefined },
): ReadableStream<LanguageModelV4StreamPart> {
  let next = 0
  return new ReadableStream<LanguageModelV4StreamPart>({
    async pull(controller) {
      const part = parts[next++]
      if (!part) return controller.close()
      if (part.type === 'text-delta' && options.paceMs > 0) {
        await pause(options.paceMs, undefined, options.signal ? { signal: options.signal } : {})
      }
      options.signal?.throwIfAborted()
      controller.enqueue(part)
    },
  })
}
