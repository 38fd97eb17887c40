import type { ModelTarget } from '#protocol/agent-rpc.ts'
import type { ErrorCode } from '#protocol/errors.ts'
import type { Clock } from '../clock.ts'

const SECOND = 1_000
/** The longest rest: a quota that comes back is found out soon, and a wrong clock of a vendor harms little. */
const LONGEST_MS = 300 * SECOND
/** How long the others wait to hear from the one who tries a rested model again. */
const PROBE_MS = 15 * SECOND
/** A failure so long ago says nothing of the next one. */
const FORGOTTEN_MS = 30 * 60 * SECOND
const ENTRY_LIMIT = 1_000

/** The first rest after a failure of this kind, doubled each time. What is not here is our own fault, and rests nobody. */
const FIRST_REST_MS: Partial<Record<ErrorCode, number>> = {
  model_rate_limited: 30 * SECOND,
  model_unavailable: 15 * SECOND,
  model_timeout: 30 * SECOND,
  model_stream_cut: 15 * SECOND,
  model_auth: 120 * SECOND,
  unknown_model: 120 * SECOND,
}

/** Who failed at what. */
export interface Tried {
  readonly reference: string
  readonly keyId?: string | undefined
  /** Null: it answered. */
  readonly code: ErrorCode | null
  readonly retryAfterMs?: number | undefined
}

export interface Resting {
  readonly code: ErrorCode
  /** Unix milliseconds. */
  readonly until: number
}

export interface Cooldowns {
  note(tried: Tried): void
  /**
   * The models of a run with those that rest at the end, so that they are asked where nobody else can
   * answer. Whose rest is over is asked again, by one run at first: the others hear how that went.
   */
  arrange(targets: readonly ModelTarget[]): ModelTarget[]
  /** Lets it be asked again at once, with each of its keys. */
  clear(reference: string): void
  /** How long a model rests and why, for each of its keys that does. */
  list(reference: string): Resting[]
}

interface Entry extends Resting {
  readonly reference: string
  readonly keyId: string
  readonly failures: number
  readonly failedAt: number
}

/**
 * Who failed a moment ago, for all agents. It is kept per key, model and kind of error: a quota that is used up
 * on one key says nothing of another, nor one model's of the next. Held in memory: a restart is how people say
 * "try again", and costs one failed call at most.
 */
export function createCooldowns(deps: { clock: Clock; random?: () => number }): Cooldowns {
  const { clock, random = Math.random } = deps
  const entries = new Map<string, Entry>()

  const of = ({ reference, keyId = '' }: Pick<Tried, 'reference' | 'keyId'>): Entry[] =>
    [...entries.values()].filter((entry) => entry.reference === reference && entry.keyId === keyId)

  /** When its rest ends; 0 where it does not rest. */
  function restingUntil(target: ModelTarget): number {
    const until = Math.max(0, ...of(target).map((entry) => entry.until))
    return until > clock.now() ? until : 0
  }

  function rest(tried: Tried, code: ErrorCode, first: number): void {
    const { reference, keyId = '', retryAfterMs } = tried
    const id = JSON.stringify([keyId, reference, code])
    const now = clock.now()
    const before = entries.get(id)
    const failures = before && now - before.failedAt < FORGOTTEN_MS ? before.failures + 1 : 1
    // Spread, so that many runs do not come back at the same moment.
    const own = first * 2 ** Math.min(failures - 1, 10) * (0.8 + 0.4 * random())
    const ms = Math.min(LONGEST_MS, retryAfterMs ?? own)
    entries.delete(id)
    entries.set(id, { reference, keyId, code, failures, failedAt: now, until: now + ms })
    const [oldest] = entries.keys()
    if (entries.size > ENTRY_LIMIT && oldest !== undefined) entries.delete(oldest)
  }

  /** One run finds out; until it has, the model rests for the others. */
  function probe(target: ModelTarget): ModelTarget {
    const mine = of(target)
    if (mine.length === 0) return target
    for (const [id, entry] of entries) {
      if (mine.includes(entry)) entries.set(id, { ...entry, until: clock.now() + PROBE_MS })
    }
    return { ...target, probe: true }
  }

  return {
    note(tried) {
      if (tried.code === null) {
        for (const [id, entry] of entries) if (of(tried).includes(entry)) entries.delete(id)
        return
      }
      const first = FIRST_REST_MS[tried.code]
      if (first !== undefined) rest(tried, tried.code, first)
    },
    arrange(targets) {
      const [wanted] = targets
      const awake = targets.filter((target) => restingUntil(target) === 0)
      const asleep = targets
        .filter((target) => !awake.includes(target))
        .toSorted((a, b) => restingUntil(a) - restingUntil(b))
      const why = wanted && of(wanted).toSorted((a, b) => b.until - a.until)[0]
      const [first, ...others] = [
        ...awake.map((target, place) => (place === 0 ? probe(target) : target)),
        ...asleep.map((target) => ({ ...target, probe: true })),
      ]
      if (!first) return []
      if (!wanted || !why || first.reference === wanted.reference) return [first, ...others]
      const { reference, chosen } = wanted
      return [
        { ...first, insteadOf: { reference, code: why.code, ...(chosen ? { chosen } : {}) } },
        ...others,
      ]
    },
    clear(reference) {
      for (const [id, entry] of entries) if (entry.reference === reference) entries.delete(id)
    },
    list: (reference) =>
      [...entries.values()]
        .filter((entry) => entry.reference === reference && entry.until > clock.now())
        .map(({ code, until }) => ({ code, until: Math.round(until) })),
  }
}
