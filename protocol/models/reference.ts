import { editDistance } from '../chat/edit-distance.ts'
import type { Phrase } from '../chat/language.ts'
import { CATALOG, type CatalogModel, type Retirement, VENDORS } from './catalog.ts'

export interface ModelReference {
  /** `provider:model`, the one spelling that is stored and shown. */
  readonly reference: string
  readonly provider: string
  readonly model: string
  readonly retired?: Retirement
}

/** Nothing is named so: a sentence for people, and the nearest name that would work. */
export interface UnknownModel {
  readonly problem: string
  readonly problemInChinese: string
  readonly suggestion: string | null
}

/**
 * Reads a model's name as people write it: `provider:model`, `provider/model`, or a bare name of the
 * catalogue in any spelling. Pure. `providers` are the names of the configuration beside the known
 * vendors. A known provider may be asked for any model, since vendors bring new ones every week; a bare
 * name must be in the catalogue, so that a slip of the finger is not sent to some vendor.
 */
export function parseModelReference(
  text: string,
  providers: readonly string[] = [],
): ModelReference | UnknownModel {
  const written = text.trim()
  const listed = findListed(written)
  if (listed) return listed

  const separator = /^([^:/]+)[:/](.+)$/s.exec(written)
  const [provider, model] = [separator?.[1]?.trim(), separator?.[2]?.trim()]
  if (!provider || !model) return unknownName(written)

  const configured = providers.find((name) => name === provider)
  const known = configured ?? findProvider(provider) ?? providers.find((name) => sameName(name, provider))
  if (!known) return unknownProvider(written, provider, providers)
  const entry = findListed(model, known)
  if (entry) return entry
  if (known === 'builtin' || /\s/.test(model)) return unknownName(written)
  return { reference: `${known}:${model}`, provider: known, model }
}

export function isUnknown(parsed: ModelReference | UnknownModel): parsed is UnknownModel {
  return 'problem' in parsed
}

/** What to tell of a model that its vendor has switched off or is about to; null for all others. */
export const describeRetirement = (parsed: ModelReference): string | null =>
  phraseRetirement(parsed)?.en ?? null

/** The same in both languages. */
export function phraseRetirement(parsed: ModelReference): Phrase | undefined {
  if (!parsed.retired) return undefined
  const { reference } = parsed
  const { on, suggest } = parsed.retired
  const fact = on === null ? 'was switched off by its vendor' : `has ${on} as its vendor's shutdown date`
  const factInChinese = on === null ? '已被服务商停用' : `将于 ${on} 被服务商停用`
  return {
    en: `${reference} ${fact}. Use ${suggest} instead.`,
    zh: `${reference} ${factInChinese}，请改用 ${suggest}。`,
  }
}

/** A name of the catalogue; a dated snapshot (`…-20241022`) is known by its model but keeps its own id. */
function findListed(written: string, provider?: string): ModelReference | undefined {
  const find = (name: string) =>
    CATALOG.find(
      (entry) =>
        (provider === undefined || entry.provider === provider) &&
        [entry.model, ...(provider === undefined ? entry.aliases : fullNames(entry))].some((candidate) =>
          sameName(candidate, name),
        ),
    )
  const exact = find(written)
  if (exact) return toReference(exact, exact.model)
  const snapshot = /^([\w.-]+)-(\d{8}|\d{4}-\d{2}-\d{2})$/.exec(written)
  const dated = snapshot?.[1] ? find(snapshot[1]) : undefined
  return dated ? toReference(dated, written) : undefined
}

/** Behind a provider only a model's own names count: `ollama:ollama` is no model. */
function fullNames(entry: CatalogModel): readonly string[] {
  return entry.aliases.filter((alias) => /\d|-| /.test(alias))
}

function toReference(entry: CatalogModel, model: string): ModelReference {
  const reference = { reference: `${entry.provider}:${model}`, provider: entry.provider, model }
  return entry.retired ? { ...reference, retired: entry.retired } : reference
}

function findProvider(written: string): string | undefined {
  return VENDORS.find((vendor) =>
    [vendor.provider, ...vendor.aliases].some((name) => sameName(name, written)),
  )?.provider
}

function unknownName(written: string): UnknownModel {
  const suggestion = findNearest(
    written,
    CATALOG.flatMap((entry) =>
      [entry.model, ...entry.aliases].map((name) => ({
        name,
        answer: toReference(entry, entry.model).reference,
      })),
    ),
  )
  const hint = suggestion
    ? `Did you mean ${suggestion}?`
    : 'Put the vendor in front, for example anthropic:claude-opus-5-5 or ollama:llama3.'
  const hintInChinese = suggestion
    ? `你是指 ${suggestion} 吗？`
    : '请在前面写上服务商，例如 anthropic:claude-opus-5-5 或 ollama:llama3。'
  return {
    problem: `There is no model named "${shorten(written)}". ${hint}`,
    problemInChinese: `没有名为“${shorten(written)}”的模型。${hintInChinese}`,
    suggestion,
  }
}

function unknownProvider(written: string, provider: string, providers: readonly string[]): UnknownModel {
  const names = [...VENDORS.map((vendor) => vendor.provider), ...providers]
  const nearest = findNearest(
    provider,
    names.map((name) => ({ name, answer: name })),
  )
  const local = findListed(provider)
  const behind = written.slice(written.search(/[:/]/) + 1)
  const suggestion =
    local?.provider === 'ollama' ? `ollama:${written}` : nearest ? `${nearest}:${behind}` : null
  const hint = suggestion ? `Did you mean ${suggestion}?` : `The providers are ${names.join(', ')}.`
  const hintInChinese = suggestion ? `你是指 ${suggestion} 吗？` : `可用的服务商：${names.join('、')}。`
  return {
    problem: `There is no model provider named "${shorten(provider)}". ${hint}`,
    problemInChinese: `没有名为“${shorten(provider)}”的模型服务商。${hintInChinese}`,
    suggestion,
  }
}

/** What is left of a name when case, spaces, dots and dashes do not count. */
function fold(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}

function sameName(a: string, b: string): boolean {
  return fold(a) !== '' && fold(a) === fold(b)
}

const shorten = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text)

/** The answer whose name is nearest, if it is near enough to be a slip of the finger. */
function findNearest(written: string, candidates: { name: string; answer: string }[]): string | null {
  const wanted = fold(written).slice(0, 80)
  const limit = Math.max(1, Math.floor(wanted.length / 3))
  let best: { answer: string; distance: number } | undefined
  for (const { name, answer } of candidates) {
    const distance = editDistance(wanted, fold(name))
    if (distance <= limit && (!best || distance < best.distance)) best = { answer, distance }
  }
  return best?.answer ?? null
}
