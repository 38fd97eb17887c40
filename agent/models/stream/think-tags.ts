import type { LanguageModelV4StreamPart } from '@ai-sdk/provider'
import type { LanguageModelMiddleware } from 'ai'

const OPEN = '<think>'
const CLOSE = '</think>'
/** Of the thoughts, beside the ids that packages give. */
const ID = 'think'

/**
 * For servers that put a model's thoughts into its answer, between tags: they become thoughts, which are
 * folded away and told to nobody else. Only at the very beginning of an answer; elsewhere tags are words.
 */
export const thinkTags: LanguageModelMiddleware = {
  specificationVersion: 'v4',
  wrapStream: async ({ doStream }) => {
    const { stream, ...rest } = await doStream()
    return { ...rest, stream: stream.pipeThrough(takeThoughtsOut()) }
  },
}

type Part = LanguageModelV4StreamPart

function takeThoughtsOut(): TransformStream<Part, Part> {
  let state: 'begin' | 'thinking' | 'answer' = 'begin'
  /** What is not yet known to be tag or words. */
  let held = ''
  let started: Extract<Part, { type: 'text-start' }> | undefined
  /** Blank lines between thoughts and words are neither. */
  let isBetween = false

  /** Words of the answer; its start goes before the first of them. */
  function* say(id: string, text: string): Generator<Part> {
    const words = isBetween ? text.trimStart() : text
    if (words === '') return
    isBetween = false
    if (started) yield started
    started = undefined
    yield { type: 'text-delta', id, delta: words }
  }

  function* begin(id: string): Generator<Part> {
    const text = held.trimStart()
    if (OPEN.startsWith(text)) return
    if (!text.startsWith(OPEN)) {
      state = 'answer'
      return yield* say(id, take(held))
    }
    state = 'thinking'
    held = text.slice(OPEN.length).trimStart()
    yield { type: 'reasoning-start', id: ID }
    yield* think(id)
  }

  function* think(id: string): Generator<Part> {
    const end = held.indexOf(CLOSE)
    const known = end < 0 ? held.length - endLike(held) : end
    if (known > 0) yield { type: 'reasoning-delta', id: ID, delta: take(held.slice(0, known)) }
    if (end < 0) return
    state = 'answer'
    isBetween = true
    yield { type: 'reasoning-end', id: ID }
    yield* say(id, take(held).slice(CLOSE.length))
  }

  function take(text: string): string {
    held = held.slice(text.length)
    return text
  }

  function* read(part: Part): Generator<Part> {
    switch (part.type) {
      case 'text-start':
        started = part
        return
      case 'text-delta':
        if (state === 'answer') return yield* say(part.id, part.delta)
        held += part.delta
        return yield* state === 'begin' ? begin(part.id) : think(part.id)
      case 'text-end': {
        const rest = take(held)
        if (state === 'thinking') {
          if (rest !== '') yield { type: 'reasoning-delta', id: ID, delta: rest }
          yield { type: 'reasoning-end', id: ID }
        } else yield* say(part.id, rest)
        state = 'answer'
        if (!started) yield part
        started = undefined
        return
      }
      default:
        yield part
    }
  }

  return new TransformStream({
    transform(part, controller) {
      for (const own of read(part)) controller.enqueue(own)
    },
  })
}

/** How many characters at the end of a text may be the beginning of the closing tag. */
function endLike(text: string): number {
  for (let length = CLOSE.length - 1; length > 0; length -= 1) {
    if (text.endsWith(CLOSE.slice(0, length))) return length
  }
  return 0
}
