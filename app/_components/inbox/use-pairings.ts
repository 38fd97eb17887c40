import * as z from 'zod'
import { useAnswer } from '../../_lib/use-answer.ts'

const pairing = z.object({
  pairingId: z.string(),
  kind: z.enum(['person', 'browser']),
  channel: z.string(),
  account: z.string(),
  senderId: z.string().nullable(),
  name: z.string(),
  warning: z.enum(['look-alike', 'hidden-characters']).nullable(),
  lookAlike: z.string().nullable(),
  code: z.string(),
  createdAt: z.number(),
  expiresAt: z.number(),
})
export type Pairing = z.infer<typeof pairing>

const pairingList = z.object({
  requests: z.array(pairing),
  full: z.array(z.object({ channel: z.string(), account: z.string() })),
})

/** Who waits to be let in. */
export const usePairings = () => useAnswer('pairing.list', pairingList)
