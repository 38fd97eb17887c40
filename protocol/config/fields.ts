import * as z from 'zod'
import { configSchema } from '../config.ts'
import { unwrap } from './findings/unknown-keys.ts'
import { isSecretPath } from './path.ts'

/** In the path of a field: a name that the owner chooses. */
export const ANY_NAME = '*'

/** One setting that the schema knows, as documentation and forms show it. */
export interface Field {
  /** As `channels`, `*`, `token`. */
  readonly path: readonly string[]
  readonly kind: 'text' | 'number' | 'switch' | 'choice' | 'list' | 'table'
  /** Of a choice, and of a list that holds nothing else. */
  readonly options: readonly string[]
  /** Of a number. */
  readonly least?: number
  readonly most?: number
  readonly isWhole?: boolean
  readonly unit?: string
  /** What holds where nothing is written; undefined where that is nothing, or depends. */
  readonly fallback: unknown
  readonly about: string
  /** Read once, at the start: a change waits for the next one. */
  readonly atStart: boolean
  readonly isSecret: boolean
  /** Of a text: it may have several lines. */
  readonly isLong?: boolean
  /** As the schema has it: what kind it is in words. */
  readonly schema: z.ZodType
}

/** What a schema says about a setting beside its type. */
const settingMeta = z.object({
  unit: z.string().optional(),
  atStart: z.boolean().optional(),
  long: z.boolean().optional(),
})

/** Every setting, in the order of the schema. */
export function listFields(): Field[] {
  return walk(configSchema, [], '')
}

function walk(schema: z.ZodType, path: readonly string[], about: string): Field[] {
  const inner = unwrap(schema)
  if (inner instanceof z.ZodObject) {
    return Object.entries(inner.shape as Record<string, z.ZodType>).flatMap(([key, value]) =>
      walk(value, [...path, key], path.length === 0 ? '' : descriptionOf(schema)),
    )
  }
  if (inner instanceof z.ZodRecord && unwrap(inner.valueType as z.ZodType) instanceof z.ZodObject) {
    return walk(inner.valueType as z.ZodType, [...path, ANY_NAME], '')
  }
  const { unit, atStart = false, long } = settingMeta.parse({ ...inner.meta(), ...schema.meta() })
  return [
    {
      path,
      ...shapeOf(inner),
      fallback: schema instanceof z.ZodDefault ? schema.parse(undefined) : undefined,
      about: descriptionOf(schema) || about,
      atStart,
      isSecret: isSecretPath(path),
      schema: inner,
      ...(unit === undefined ? {} : { unit }),
      ...(long ? { isLong: true } : {}),
    },
  ]
}

function shapeOf(schema: z.ZodType): Pick<Field, 'kind' | 'options' | 'least' | 'most' | 'isWhole'> {
  if (schema instanceof z.ZodEnum) return { kind: 'choice', options: schema.options.map(String) }
  if (schema instanceof z.ZodBoolean) return { kind: 'switch', options: [] }
  if (schema instanceof z.ZodNumber) {
    const { minValue, maxValue, isInt } = schema
    return {
      kind: 'number',
      options: [],
      isWhole: isInt,
      ...(minValue !== null && Math.abs(minValue) < Number.MAX_SAFE_INTEGER ? { least: minValue } : {}),
      ...(maxValue !== null && maxValue < Number.MAX_SAFE_INTEGER ? { most: maxValue } : {}),
    }
  }
  if (schema instanceof z.ZodArray) {
    const item = unwrap(schema.element as z.ZodType)
    return { kind: 'list', options: item instanceof z.ZodEnum ? item.options.map(String) : [] }
  }
  // One or several of the same: written as a list.
  if (schema instanceof z.ZodUnion) return { kind: 'list', options: [] }
  if (schema instanceof z.ZodRecord) return { kind: 'table', options: [] }
  return { kind: 'text', options: [] }
}

const descriptionOf = (schema: z.ZodType): string => schema.description ?? unwrap(schema).description ?? ''
