/**
 * Stands in for zod in the browser (see next.config.mjs): what the protocol and the panel use of its interface,
 * made of zod/mini, whose schemas are the same inside and have no methods. A third of the size.
 */

import * as mini from 'zod/mini'
import { $ZodError } from 'zod/v4/core'

type Schema = mini.ZodMiniType & { def: { type: string } }
type Check = Parameters<Schema['check']>[0]

const isNumber = (schema: Schema): boolean => schema.def.type === 'number'

/** The methods of a schema. Each gives a new schema, which has them too. */
const methods = {
  optional(this: Schema) {
    return fluent(mini.optional(this))
  },
  nullable(this: Schema) {
    return fluent(mini.nullable(this))
  },
  nullish(this: Schema) {
    return fluent(mini.optional(mini.nullable(this)))
  },
  default(this: Schema, value: unknown) {
    return fluent(mini._default(this, value as never))
  },
  prefault(this: Schema, value: unknown) {
    return fluent(mini.prefault(this, value as never))
  },
  catch(this: Schema, value: unknown) {
    return fluent(mini.catch(this, value as never))
  },
  min(this: Schema, least: number) {
    return checked(this, isNumber(this) ? mini.gte(least) : mini.minLength(least))
  },
  max(this: Schema, most: number) {
    return checked(this, isNumber(this) ? mini.lte(most) : mini.maxLength(most))
  },
  length(this: Schema, length: number) {
    return checked(this, mini.length(length))
  },
  int(this: Schema) {
    return checked(this, mini.int())
  },
  nonnegative(this: Schema) {
    return checked(this, mini.nonnegative())
  },
  positive(this: Schema) {
    return checked(this, mini.positive())
  },
  regex(this: Schema, pattern: RegExp, message?: string) {
    return checked(this, mini.regex(pattern, message))
  },
  startsWith(this: Schema, start: string) {
    return checked(this, mini.startsWith(start))
  },
  trim(this: Schema) {
    return checked(this, mini.trim())
  },
  toLowerCase(this: Schema) {
    return checked(this, mini.toLowerCase())
  },
  refine(this: Schema, test: (value: unknown) => boolean, message?: string) {
    return checked(this, mini.refine(test, message))
  },
  extend(this: mini.ZodMiniObject, shape: Record<string, Schema>) {
    return fluent(mini.extend(this, shape))
  },
  pick(this: mini.ZodMiniObject, mask: Record<string, true>) {
    return fluent(mini.pick(this, mask as never))
  },
  omit(this: mini.ZodMiniObject, mask: Record<string, true>) {
    return fluent(mini.omit(this, mask as never))
  },
  // Prose for models and for documents, neither of which a browser makes.
  describe(this: Schema) {
    return this
  },
  meta(this: Schema) {
    return this
  },
}

const fluent = <Kind extends mini.ZodMiniType>(schema: Kind) => Object.assign(schema, methods)

const checked = (schema: Schema, check: Check) => fluent(schema.check(check))

/** A function of zod/mini whose schemas get the methods. */
const maker =
  <Given extends unknown[], Kind extends mini.ZodMiniType>(make: (...given: Given) => Kind) =>
  (...given: Given) =>
    fluent(make(...given))

export const string = maker(mini.string)
export const url = maker(mini.url)
export const iso = { datetime: maker(mini.iso.datetime) }
export const number = maker(mini.number)
export const boolean = maker(mini.boolean)
export const unknown = maker(mini.unknown)
export const literal = maker(mini.literal as (value: string) => mini.ZodMiniLiteral)
export const array = maker(mini.array as (element: mini.ZodMiniType) => mini.ZodMiniArray)
export const tuple = maker(mini.tuple as (items: [mini.ZodMiniType]) => mini.ZodMiniTuple)
export const record = maker(mini.record)
export const object = maker(mini.object as (shape: Record<string, mini.ZodMiniType>) => mini.ZodMiniObject)
export const strictObject = maker(mini.strictObject as typeof object)
export const looseObject = maker(mini.looseObject as typeof object)
export const union = maker(mini.union as (options: mini.ZodMiniType[]) => mini.ZodMiniUnion)
export const discriminatedUnion = maker(mini.discriminatedUnion as (...given: never[]) => mini.ZodMiniType)
const enumeration = maker(mini.enum as (values: string[]) => mini.ZodMiniEnum)

export { enumeration as enum }
export const ZodError = $ZodError
