import type { Language, Phrase } from '#protocol/chat/language.ts'
import type { ToolName } from '#protocol/tools.ts'

/** A tool call that an utterance asks for. */
export interface PlannedCall {
  readonly tool: ToolName
  readonly input: Readonly<Record<string, unknown>>
  /** What the call is about, for the sentences around it: a path, a command, a name. */
  readonly subject: string
}

/** What to do about an utterance: call tools, or give one of the fixed answers. */
export type Plan = readonly PlannedCall[] | 'answer'

/**
 * One thing that the offline model understands. Each has two examples in each language; tests, the help
 * text and docs/offline-model.md all use these examples.
 */
export interface Intent {
  readonly name: string
  readonly does: Phrase
  readonly examples: Readonly<Record<Language, readonly [string, string]>>
  /**
   * The plan if the utterance is this intent. It comes without words of courtesy and closing
   * punctuation; `verbatim` still has the punctuation, for what is kept or run as it stands.
   */
  match(utterance: string, verbatim: string): Plan | undefined
}
