import type { LanguageModelV4Prompt, LanguageModelV4StreamPart } from '@ai-sdk/provider'
import type { LanguageModelMiddleware } from 'ai'
import { HELD } from './stream-guard.ts'
import { formatsOf, readCalls, type WrittenCall } from './written-calls.ts'

type Part = LanguageModelV4StreamPart

/** Longest text that is kept back, in characters; what is longer is shown as it comes. */
const HELD_LIMIT = 1_000_000

/**
 * For servers that leave a model's calls in its answer, in the format it was trained on: at the very end of the answer, of
 * a tool that was offered and with arguments that fit, they become calls like any other, and are asked about like any
 * other. Everything else stays words: so does what the user or a tool had said before, word for word.
 */
export const textCalls: LanguageModelMiddleware = {
  specificationVersion: 'v4',
  wrapStream: async ({ doStream, params, model }) => {
    const { stream, ...rest } = await doStream()
    const offered = params.tools?.map((tool) => tool.name) ?? []
    const formats = offered.length > 0 ? formatsOf(model.modelId) : []
    if (formats.length === 0) return { stream, ...rest }
    const heads = (place: 'first' | 'any') =>
      formats
        .filter(({ followsWords }) => place === 'first' || followsWords)
        .flatMap((format) => offered.flatMap(format.heads))
    const take = (text: string): WrittenCall[] => {
      const calls = readCalls(text, { formats, offered }) ?? []
      return calls.some((call) => isQuoted(call, params.prompt)) ? [] : calls
    }
    const reader = takeCallsOut({ first: heads('first'), any: heads('any'), take })
    return { ...rest, stream: stream.pipeThrough(reader) }
  },
}

function takeCallsOut(options: {
  /** What a call begins with, at the beginning of the answer and anywhere. */
  first: readonly string[]
  any: readonly string[]
  take: (text: string) => WrittenCall[]
}): TransformStream<Part, Part> {
  /** Words that may be the beginning of a call, or are. */
  let held = ''
  let isCall = false
  let isFirst = true
  let isNative = false
  /** Of a text whose first word has not been passed on. */
  let start: Extract<Part, { type: 'text-start' }> | undefined
  let end: Extract<Part, { type: 'text-end' }> | undefined
  let textId = ''

  function* say(words: string): Generator<Part> {
    if (words === '') return
    if (start) yield start
    start = undefined
    yield { type: 'text-delta', id: textId, delta: words }
  }

  /** It is no call, or no longer: everything is words. */
  function* release(): Generator<Part> {
    const words = held
    held = ''
    isCall = false
    if (words.trim() !== '') isFirst = false
    yield* say(words)
    if (end && !start) yield end
    start = undefined
    end = undefined
  }

  function* hear(delta: string): Generator<Part> {
    held += delta
    if (held.length > HELD_LIMIT) return yield* release()
    if (isNative) return yield* release()
    if (!isCall) {
      const known = countWords()
      const words = held.slice(0, known)
      held = held.slice(known)
      if (words.trim() !== '') isFirst = false
      yield* say(words)
    }
    if (held !== '') yield { type: 'raw', rawValue: HELD }
  }

  /** How much of what is held begins no call, whatever comes next. */
  function countWords(): number {
    if (isFirst && held.trim() === '') return 0
    const places = [...held.matchAll(isFirst ? /^\s*\S|[<[]/g : /[<[]/g)]
    for (const { index } of places) {
      const heads = isFirst && held.slice(0, index).trim() === '' ? options.first : options.any
      const rest = squash(held.slice(index))
      const head = heads.find((one) => one.startsWith(rest) || rest.startsWith(one))
      if (head === undefined) continue
      isCall = rest.startsWith(head)
      return index
    }
    return held.length
  }

  function* finish(part: Extract<Part, { type: 'finish' }>): Generator<Part> {
    const isWhole = part.finishReason.unified === 'stop' || part.finishReason.unified === 'tool-calls'
    const calls = isCall && isWhole && !isNative ? options.take(held) : []
    if (calls.length === 0) {
      yield* release()
      return yield part
    }
    if (end && !start) yield end
    for (const [index, { name, input }] of calls.entries()) {
      const id = `written_${index + 1}`
      const text = JSON.stringify(input)
      yield { type: 'tool-input-start', id, toolName: name }
      yield { type: 'tool-input-delta', id, delta: text }
      yield { type: 'tool-input-end', id }
      yield { type: 'tool-call', toolCallId: id, toolName: name, input: text }
    }
    yield part
  }

  function* read(part: Part): Generator<Part> {
    switch (part.type) {
      case 'text-start':
        yield* release()
        start = part
        textId = part.id
        return
      case 'text-delta':
        return yield* hear(part.delta)
      case 'text-end':
        end = part
        if (held === '') yield* release()
        return
      case 'finish':
        return yield* finish(part)
      case 'raw':
      case 'response-metadata':
      case 'stream-start':
        return yield part
      case 'tool-input-start':
      case 'tool-call':
        // Its server reads its calls out.
        isNative = true
        yield* release()
        return yield part
      default:
        yield* release()
        yield part
    }
  }

  return new TransformStream({
    transform(part, controller) {
      for (const own of read(part)) controller.enqueue(own)
    },
  })
}

const squash = (text: string): string => text.replace(/\s+/g, '')

/** Whether the user, or something that a tool gave, has these very words: then the model only repeats them. */
function isQuoted({ text }: WrittenCall, prompt: LanguageModelV4Prompt): boolean {
  const inner = plain(text.replace(/<\/?tool_call>|```(?:json)?|<\|python_tag\|>/g, ''))
  const others = prompt.filter(({ role }) => role === 'user' || role === 'tool')
  const words = JSON.stringify(others, (_key, value) => (value instanceof Uint8Array ? undefined : value))
  return plain(words).includes(inner)
}

/** Without blanks and ways to write them, however often it was quoted. */
const plain = (text: string): string => text.replace(/\\+[nrt]|[\s\\]+/g, '')
