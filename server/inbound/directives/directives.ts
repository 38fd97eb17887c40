import { DIRECTIVE_RULES } from './rules.ts'

/** What a message asks of the choice of model, in plain language. */
export interface Directive {
  /** `turn`: this message only; `session`: from now on. */
  readonly scope: 'turn' | 'session'
  /** A model's name as it was written, or the words `local`, `strongest`, `default`. */
  readonly model: string
  /** Whether there is something to do beside the switch. */
  readonly hasTask: boolean
}

/** Whether a name is a model's: of the catalogue, of a known provider, or installed here. */
export type IsModel = (name: string) => boolean

/** A directive stands at the start or the end of a message: what is further inside is material. */
const EDGE_LENGTH = 400

/** Every rule needs one of these words; without them the rules, which are costly, need not be tried. */
const HINT =
  /\b(?:model|llm|ai|local|locally|machine|switch|change|go|move|swap|us(?:e|ing)|with|via|answer|run|do)\b|[用换切改转让拿]|模型|通过|交给/iu

/** Something that reads like a model's name even where it is not known. */
const LIKE_MODEL =
  /^(?:gpt|claude|gemini|llama|qwen|deepseek|mistral|mixtral|phi|gemma|glm|kimi|grok)[ ._:-]?[\w.:-]*\d[\w.:-]*$/i
/** The same with a provider in front; a path or an address reads so, too. */
const LIKE_REFERENCE = /^[a-z][\w.-]*[:/][\w.:/-]+$/i

/**
 * Reads the order to use a certain model out of a message, in English or Chinese; undefined where there
 * is none. Pure and deterministic: nothing is asked of any model, and nothing leaves the machine before.
 */
export function readDirective(text: string, isModel: IsModel): Directive | undefined {
  const whole = text.trim()
  if (!HINT.test(whole)) return undefined
  const start = whole.slice(0, EDGE_LENGTH)
  const end = whole.slice(-EDGE_LENGTH)
  for (const rule of DIRECTIVE_RULES) {
    const match = rule.pattern.exec(start) ?? (whole.length > EDGE_LENGTH ? rule.pattern.exec(end) : null)
    if (!match) continue
    const model = rule.word ?? match.groups?.name?.trim()
    if (model === undefined) continue
    const task = hasTask(whole, match[0])
    // "Use gpt-99" and not a word more means a model, known or not.
    const guessed = LIKE_MODEL.test(model) ? rule.guess || !task : rule.guess && LIKE_REFERENCE.test(model)
    const known = rule.word !== undefined || isModel(model) || guessed
    if (known) return { scope: rule.scope, model, hasTask: task }
  }
  return undefined
}

/** More than politeness is left when the directive is taken away. */
function hasTask(whole: string, said: string): boolean {
  const rest = whole
    .replace(said, ' ')
    .replace(
      /\b(?:can|could|would|you|please|now|thanks|thank you|model|instead|from now on)\b|谢谢|吧|模型|了|一下|之后|以后/giu,
      ' ',
    )
  return /[\p{L}\p{N}]/u.test(rest)
}
