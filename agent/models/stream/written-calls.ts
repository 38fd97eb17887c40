import { findTool } from '#protocol/tools.ts'

/** A call that a model wrote into its words. */
export interface WrittenCall {
  readonly name: string
  readonly input: Record<string, unknown>
  /** As it was written. */
  readonly text: string
}

interface Format {
  /** What such a text begins with, for a tool of this name; blanks aside. */
  readonly heads: (name: string) => readonly string[]
  /** Words may stand before it; else it is the whole of the answer. */
  readonly followsWords: boolean
  /** The calls that the whole of a text is; undefined where it is anything else. */
  readonly read: (text: string) => WrittenCall[] | undefined
}

/** Hermes, Qwen 2.5 and 3: `{"name", "arguments"}` between tags, one pair for each call. */
const tagged: Format = {
  heads: (name) => [`<tool_call>{"name":"${name}"`],
  followsWords: true,
  read: (text) =>
    readEach(text, /\s*<tool_call>\s*(\{[\s\S]*?\})\s*<\/tool_call>\s*/y, ([, json = '']) => readJson(json)),
}

/** Qwen3-Coder: each argument between tags of its own, in letters. Its template's first tag is often left out. */
const spelled: Format = {
  heads: (name) => [`<tool_call><function=${name}>`, `<function=${name}><parameter=`],
  followsWords: true,
  read: (text) =>
    readEach(text, SPELLED, ([, name = '', body = '']) => ({ name, input: readSpelled(name, body) })),
}
const SPELLED = /\s*(?:<tool_call>\s*)?<function=([\w-]+)>([\s\S]*?)<\/function>\s*(?:<\/tool_call>\s*)?/y
const ARGUMENT = /\s*<parameter=([\w-]+)>\n?([\s\S]*?)\n?<\/parameter>\s*/y

/** Llama 3.1 and later, told of tools in its system prompt. */
const named: Format = {
  heads: (name) => [`<function=${name}>{`],
  followsWords: true,
  read: (text) =>
    readEach(
      text,
      /\s*<function=([\w-]+)>\s*(\{[\s\S]*?\})\s*<\/function>\s*/y,
      ([, name = '', json = '']) => ({
        name,
        input: parseObject(json),
      }),
    ),
}

/** Llama 3 (`parameters`), Qwen 2.5 Coder (`arguments`): bare, after a mark of Llama's, or as a block of code. */
const bare: Format = {
  heads: (name) =>
    ['', '<|python_tag|>', '```json', '```'].flatMap((mark) =>
      ['', '"type":"function",'].map((type) => `${mark}{${type}"name":"${name}"`),
    ),
  followsWords: false,
  read: (text) =>
    readEach(text, /^\s*(?:<\|python_tag\|>\s*)?(\{[\s\S]*\})\s*$/y, ([, json = '']) => readJson(json)) ??
    readEach(text, /^\s*```(?:json)?\s*(\{[\s\S]*\})\s*```\s*$/y, ([, json = '']) => readJson(json)),
}

/** DeepSeek R1 and V3, and from V3.1 on, with tokens of their own. */
const tokens: Format = {
  heads: (name) => [
    `<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>${name}\`\`\`json{`,
    `<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>${name}<｜tool▁sep｜>{`,
  ],
  followsWords: true,
  read(text) {
    const inside = /^\s*<｜tool▁calls▁begin｜>([\s\S]*)<｜tool▁calls▁end｜>\s*$/.exec(text)?.[1] ?? ''
    return readEach(inside, TOKENS, ([, first = '', fenced, second = '', plain = '']) => ({
      name: first || second,
      input: parseObject(fenced ?? plain),
    }))
  },
}
const TOKENS =
  /\s*<｜tool▁call▁begin｜>(?:function<｜tool▁sep｜>([\w-]+)\s*```json\s*(\{[\s\S]*?\})\s*```|([\w-]+)<｜tool▁sep｜>\s*(\{[\s\S]*?\}))\s*<｜tool▁call▁end｜>\s*/y

/** Mistral: a list after a mark, and since the end of 2024 a mark for each call. */
const marked: Format = {
  heads: (name) => [`[TOOL_CALLS][{"name":"${name}"`, `[TOOL_CALLS]${name}[ARGS]{`],
  followsWords: true,
  read(text) {
    const list = /^\s*\[TOOL_CALLS\]\s*\[(\{[\s\S]*\})\]\s*$/.exec(text)?.[1]
    if (list !== undefined) {
      const calls = parse(`[${list}]`)
      const read = Array.isArray(calls) ? calls.map((call) => readJson(JSON.stringify(call))) : [undefined]
      return read.every(isCall) ? read.map((call) => ({ ...call, text: list })) : undefined
    }
    return readEach(
      text,
      /\s*\[TOOL_CALLS\]([\w-]+)\[ARGS\](\{[\s\S]*?\})(?=\s*(?:\[TOOL_CALLS\]|$))\s*/y,
      (match) => ({
        name: match[1] ?? '',
        input: parseObject(match[2] ?? ''),
      }),
    )
  },
}

/**
 * How models write calls whose server does not read them out, by families: a model is understood in its own
 * way only. Their makers' templates, as llama.cpp (docs/function-calling.md) and vLLM (docs.vllm.ai, tool_parsers)
 * read them; see docs/models.md.
 */
const FAMILIES: readonly (readonly [RegExp, readonly Format[]])[] = [
  [/qwen|qwq|hermes/i, [tagged, spelled, bare]],
  [/llama/i, [named, bare]],
  [/deepseek/i, [tokens]],
  [/mi[sn]i?stral|mixtral|devstral|magistral|codestral|nemo/i, [marked]],
]

export const formatsOf = (modelId: string): readonly Format[] => [
  ...new Set(FAMILIES.flatMap(([family, formats]) => (family.test(modelId) ? formats : []))),
]

/** The calls that a text is: each of a tool that was offered, with arguments that fit. */
export function readCalls(
  text: string,
  { formats, offered }: { formats: readonly Format[]; offered: readonly string[] },
): WrittenCall[] | undefined {
  for (const { read } of formats) {
    const calls = read(text)
    const areAll = calls?.every(
      ({ name, input }) => offered.includes(name) && findTool(name)?.input.safeParse(input).success,
    )
    if (calls && calls.length > 0 && areAll) return calls
  }
  return undefined
}

/** Calls one after another and nothing else; undefined where something else is between or inside. */
function readEach(
  text: string,
  each: RegExp,
  read: (match: RegExpExecArray) => Read | undefined,
): WrittenCall[] | undefined {
  const calls = matchEach(text, each)?.map((match) => ({ ...read(match), text: match[0] }))
  return calls?.every(isCall) && calls.length > 0 ? calls : undefined
}

/** The pieces that a text is made of, without a gap; `each` is sticky, and no piece is read twice. */
function matchEach(text: string, each: RegExp): RegExpExecArray[] | undefined {
  const matches: RegExpExecArray[] = []
  for (let place = 0; place < text.length; place = each.lastIndex) {
    each.lastIndex = place
    const match = each.exec(text)
    if (!match) return undefined
    matches.push(match)
  }
  return matches
}

interface Read {
  readonly name?: string
  readonly input?: Record<string, unknown> | undefined
}
const isCall = <T extends Read>(call: T | undefined): call is T & Pick<WrittenCall, 'name' | 'input'> =>
  call?.input !== undefined

/** A name and arguments, and nothing that is neither. */
function readJson(json: string): Read | undefined {
  const { name, arguments: first, parameters, type = 'function', id: _id, ...rest } = parseObject(json) ?? {}
  const input = first ?? parameters
  if (typeof name !== 'string' || type !== 'function' || Object.keys(rest).length > 0) return undefined
  return { name, input: isObject(input) ? input : undefined }
}

/** Arguments in letters: what its contract does not take as text is read as JSON. */
function readSpelled(name: string, body: string): Record<string, unknown> | undefined {
  const pieces = matchEach(body.trim(), ARGUMENT)
  if (!pieces) return undefined
  const input: Record<string, unknown> = Object.fromEntries(pieces.map(([, key, value]) => [key, value]))
  const wrong = findTool(name)?.input.safeParse(input).error?.issues ?? []
  for (const { path } of wrong) {
    const value = input[String(path[0])]
    if (typeof value === 'string') input[String(path[0])] = parse(value)
  }
  return input
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function parseObject(json: string): Record<string, unknown> | undefined {
  const value = parse(json)
  return isObject(value) ? value : undefined
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
