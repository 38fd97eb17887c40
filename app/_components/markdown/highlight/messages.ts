import * as z from 'zod'

/** The number of the worker's first message, which answers nothing: it listens from now on. */
export const LISTENS = 0

/** What the page asks its worker for. */
export const highlightRequest = z.object({ id: z.number(), language: z.string(), code: z.string() })

/** The answer: `pieces` as highlight.ts gives them, absent where the code stays plain. */
export const highlightAnswer = z.object({
  id: z.number(),
  pieces: z.array(z.tuple([z.string(), z.string()])).optional(),
})
