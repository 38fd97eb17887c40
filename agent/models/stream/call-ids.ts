import type { LanguageModelV4StreamPart } from '@ai-sdk/provider'

/** What every vendor accepts back as the id of a call. */
const PLAIN_ID = /^[a-zA-Z0-9_-]{1,64}$/

/**
 * Gives each tool call of a run an id of its own. Some servers number the calls of every message anew
 * ("call_0"), yet a run's journal and its message know a call by its id. `before`: the ids of the calls that another
 * agent made for this run. Returns one function per model stream; it maps a part, or gives undefined for a call that
 * came twice.
 */
export function createCallIds(
  before: readonly string[] = [],
): () => (part: LanguageModelV4StreamPart) => LanguageModelV4StreamPart | undefined {
  const taken = new Set(before)

  function pick(wanted: string): string {
    let id = PLAIN_ID.test(wanted) ? wanted : `call_${taken.size + 1}`
    for (let copy = 2; taken.has(id); copy += 1) id = `${wanted.replace(/[^\w-]/g, '').slice(0, 48)}_${copy}`
    taken.add(id)
    return id
  }

  return () => {
    const ids = new Map<string, string>()
    const called = new Set<string>()
    const toOwn = (id: string): string => {
      const own = ids.get(id) ?? pick(id)
      ids.set(id, own)
      return own
    }
    return (part) => {
      switch (part.type) {
        case 'tool-input-start':
        case 'tool-input-delta':
        case 'tool-input-end':
          return { ...part, id: toOwn(part.id) }
        case 'tool-call':
          if (called.has(part.toolCallId)) return undefined
          called.add(part.toolCallId)
          return { ...part, toolCallId: toOwn(part.toolCallId) }
        default:
          return part
      }
    }
  }
}
