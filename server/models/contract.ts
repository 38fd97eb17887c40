import type { ErrorCode } from '#protocol/errors.ts'

export interface ModelInfo {
  readonly reference: string
  readonly provider: string
  readonly ready: boolean
  /** Why it is not ready and what to do, in one sentence. */
  readonly problem: string | null
  readonly problemInChinese?: string
  readonly local: boolean
  /** US dollars for a million tokens, by the price list; null where the price is not known. */
  readonly price: { input: number; cached: number; output: number } | null
  /** Why it is asked only where nobody else can answer, and until when (Unix milliseconds); once for each key. */
  readonly resting: readonly { code: ErrorCode; until: number }[]
}

/** An assistant of the configuration; `main` is always there. */
export interface AgentInfo {
  readonly id: string
  /** Null where the owner gave it none. */
  readonly name: string | null
  /** The model of its own, as the configuration names it; null where it has the main one. */
  readonly model: string | null
  /** What answers in its conversations, as `provider:model`; the name itself where that means no model. */
  readonly answers: string
}

export interface ProviderInfo {
  /** Name in `provider:model`. */
  readonly provider: string
  readonly title: string
  readonly needsKey: boolean
  /** Where each of its keys comes from, in the order in which they are used. Never the keys. */
  readonly keys: readonly ('credentials' | 'config' | 'environment')[]
  /** The environment variable that may hold its key. */
  readonly keyVariable: string | null
  /** The vendor's own page where keys are made; null where none is known. */
  readonly keysUrl: string | null
  /** Servers that are looked for on this machine: whether one answers. Null for all others. */
  readonly running: boolean | null
}

export interface ModelsFeature {
  /**
   * The models that the configuration names, those found on loopback, and the built-in one; who could be asked; and
   * the assistants, `main` first.
   */
  list(): {
    models: ModelInfo[]
    main: string
    warnings: string[]
    providers: ProviderInfo[]
    agents: AgentInfo[]
  }
  /**
   * Keeps a provider's key, in the place of those that were given before or `beside` them; it is never shown again.
   * Gives the number of its keys. Throws `bad_request`, `state_corrupt`, `state_unwritable`.
   */
  setKey(given: { provider: string; key: string; beside: boolean }): { provider: string; keys: number }
  /** Forgets the keys that were given. Throws `not_found`, `state_corrupt`, `state_unwritable`. */
  removeKeys(provider: string): { provider: string; keys: number }
  /**
   * Chooses a model for one session, or for all new turns where `sessionId` is absent; `default` gives a session back
   * to the model of its agent. Throws `unknown_model`.
   */
  use(
    model: string,
    sessionId?: string,
  ): { model: string; warning: string | null; warningInChinese?: string | null }
  /** Asks it for a few words. Null tokens where none are counted. Rejects as a model call does. */
  test(model: string): Promise<{ model: string; durationMs: number; tokens: number | null }>
}
