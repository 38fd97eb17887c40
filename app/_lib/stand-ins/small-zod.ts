/**
 * Stands in for zod in the browser (see next.config.mjs): what the protocol and the panel use of its interface,
 * made of zod/mini, whose schemas are the same inside and have no methods. A third of the size. A schema is made when
 * something is read by it first: a page knows hundreds, and reads by a dozen.
 *
 * Callers are typed by the real zod, which this file can't express twice: here values pass as `never`, and the test
 * beside it holds each method against the real one.
 */

import * as mini from 'zod/mini'
import { $ZodError } from 'zod/v4/core'

type Made = mini.ZodMiniType & { def: { type: string; shape: Record<string, Made> } }
type Check = Parameters<Made['check']>[0]

/** A schema as the protocol writes it down. */
interface Schema {
  readonly make: () => mini.ZodMiniType
  /** What reads, made at its first use. */
  readonly made: Made
}

/** The methods of a schema. Each gives a new schema, which has them too. */
const methods = {
  get made(): Made {
    const made = (this as unknown as Schema).make() as Made
    Object.defineProperty(this, 'made', { value: made })
    return made
  },
  get _zod() {
    return this.made._zod
  },
  get shape() {
    return Object.fromEntries(
      Object.entries(this.made.def.shape).map(([key, part]) => [key, schema(() => part)]),
    )
  },
  parse(value: unknown) {
    return this.made.parse(value)
  },
  safeParse(value: unknown) {
    return this.made.safeParse(value)
  },
  optional(this: Schema) {
    return schema(() => mini.optional(this.made))
  },
  nullable(this: Schema) {
    return schema(() => mini.nullable(this.made))
  },
  nullish(this: Schema) {
    return schema(() => mini.optional(mini.nullable(this.made)))
  },
  default(this: Schema, value: unknown) {
    return schema(() => mini._default(this.made, value as never))
  },
  prefault(this: Schema, value: unknown) {
    return schema(() => mini.prefault(this.made, value as never))
  },
  catch(this: Schema, value: unknown) {
    return schema(() => mini.catch(this.made, value as never))
  },
  min(this: Schema, least: number) {
    return checked(this, (isNumber) => (isNumber ? mini.gte(least) : mini.minLength(least)))
  },
  max(this: Schema, most: number) {
    return checked(this, (isNumber) => (isNumber ? mini.lte(most) : mini.maxLength(most)))
  },
  length(this: Schema, length: number) {
    return checked(this, () => mini.length(length))
  },
  int(this: Schema) {
    return checked(this, () => mini.int())
  },
  nonnegative(this: Schema) {
    return checked(this, () => mini.nonnegative())
  },
  positive(this: Schema) {
    return checked(this, () => mini.positive())
  },
  regex(this: Schema, pattern: RegExp, message?: string) {
    return checked(this, () => mini.regex(pattern, message))
  },
  startsWith(this: Schema, start: string) {
    return checked(this, () => mini.startsWith(start))
  },
  trim(this: Schema) {
    return checked(this, () => mini.trim())
  },
  toLowerCase(this: Schema) {
    return checked(this, () => mini.toLowerCase())
  },
  refine(this: Schema, test: (value: unknown) => boolean, message?: string) {
    return checked(this, () => mini.refine(test, message))
  },
  extend(this: Schema, shape: Record<string, Schema>) {
    return schema(() => mini.extend(this.made as never, madeOf(shape)))
  },
  pick(this: Schema, mask: Record<string, true>) {
    return schema(() => mini.pick(this.made as never, mask as never))
  },
  omit(this: Schema, mask: Record<string, true>) {
    return schema(() => mini.omit(this.made as never, mask as never))
  },
  // Prose for models and for documents, neither of which a browser makes.
  describe() {
    return this
  },
  meta() {
    return this
  },
}

/** One object with its method of making: the others are its prototype's. */
function schema(make: () => mini.ZodMiniType): Schema {
  return Object.assign(Object.create(methods), { make })
}

const checked = (given: Schema, check: (isNumber: boolean) => Check): Schema =>
  schema(() => given.made.check(check(given.made.def.type === 'number')))

const isSchema = (value: object): value is Schema => Object.getPrototypeOf(value) === methods
const isPlain = (value: object): boolean => Object.getPrototypeOf(value) === Object.prototype

/** The schemas inside of what a function of zod is given: alone, in a list, or as the parts of an object. */
function madeOf(given: unknown): never {
  if (typeof given !== 'object' || given === null) return given as never
  if (isSchema(given)) return given.made as never
  if (Array.isArray(given)) return given.map(madeOf) as never
  if (!isPlain(given)) return given as never
  return Object.fromEntries(Object.entries(given).map(([key, part]) => [key, madeOf(part)])) as never
}

/** A function of zod/mini whose schemas get the methods. */
const maker =
  (make: (...given: never[]) => mini.ZodMiniType) =>
  (...given: unknown[]): Schema =>
    schema(() => make(...(given.map(madeOf) as never[])))

export const string = maker(mini.string)
export const url = maker(mini.url)
export const iso = { datetime: maker(mini.iso.datetime) }
export const number = maker(mini.number)
export const boolean = maker(mini.boolean)
export const unknown = maker(mini.unknown)
export const literal = maker(mini.literal as (value: string) => mini.ZodMiniType)
export const array = maker(mini.array)
export const tuple = maker(mini.tuple)
export const record = maker(mini.record)
export const object = maker(mini.object)
export const strictObject = maker(mini.strictObject)
export const looseObject = maker(mini.looseObject)
export const union = maker(mini.union)
export const discriminatedUnion = maker(mini.discriminatedUnion)
const enumeration = maker(mini.enum as (values: string[]) => mini.ZodMiniType)

export { enumeration as enum }
export const ZodError = $ZodError
