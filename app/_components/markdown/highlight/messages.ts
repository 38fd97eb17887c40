import * as z from 'zod'

/** What the page asks its worker for. */
export const highlightRequest = z.object({ id: z.number(), language: z.string(), code: z.string() })

/** The answer: `pieces` as highlight.ts gives them, absent where the code stays plain. */
export const highlightAnswer = z.object({
  id: z.number(),
  pieces: z.array(z.tuple([z.string(), z.string()])).optional(),
})
