import * as z from 'zod'
import { router, scoped } from '../../init.ts'

/** Far more than anybody writes by hand. */
const LONGEST_TEXT = 200_000
const MOST_CHANGES = 200

const text = z.string().max(LONGEST_TEXT)
const baseHash = z.string().regex(/^[0-9a-f]{64}$/, 'the hash that config.get gave')
/** No step leads out of plain data. */
const step = z.union([
  z
    .string()
    .min(1)
    .max(200)
    .refine((name) => !['__proto__', 'constructor', 'prototype'].includes(name), 'another name'),
  z.number().int().nonnegative().max(10_000),
])
const change = z.object({ path: z.array(step).min(1).max(20), value: z.json().optional() })
const changes = z.array(change).min(1).max(MOST_CHANGES)

export const configRouter = router({
  get: scoped('read')
    .input(z.object({}).optional())
    .query(({ ctx }) => ctx.features.config.get()),

  text: scoped('admin')
    .input(z.object({}).optional())
    .query(({ ctx }) => ctx.features.config.text()),

  check: scoped('admin')
    .input(z.union([z.object({ changes }), z.object({ text })]))
    .query(({ ctx, input }) => ctx.features.config.check(input)),

  set: scoped('admin')
    .input(z.union([z.object({ baseHash, changes }), z.object({ baseHash, text })]))
    .mutation(({ ctx, input }) => ctx.features.config.set(input, ctx.principal)),

  undo: scoped('admin')
    .input(z.object({ baseHash }))
    .mutation(({ ctx, input }) => ctx.features.config.undo(input.baseHash, ctx.principal)),
})
