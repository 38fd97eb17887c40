import * as z from 'zod'
import { scope } from '#protocol/principal.ts'

const dates = {
  scopes: z.array(scope),
  createdAt: z.number(),
  lastUsedAt: z.number().nullable(),
  expiresAt: z.number().nullable(),
}

const device = z.object({ id: z.string(), name: z.string(), current: z.boolean(), ...dates })
export type Device = z.infer<typeof device>
export const deviceList = z.object({ devices: z.array(device) })

export const tokenList = z.object({
  tokens: z.array(z.object({ id: z.string(), name: z.string(), ...dates })),
})
export const madeToken = z.object({ id: z.string(), token: z.string() })

const contact = z.object({
  channel: z.string(),
  account: z.string(),
  senderId: z.string(),
  kind: z.enum(['owner', 'guest']),
  name: z.string(),
  createdAt: z.number(),
})
const group = z.object({
  channel: z.string(),
  account: z.string(),
  chatId: z.string(),
  name: z.string().nullable(),
  createdAt: z.number(),
})
export const contactList = z.object({ contacts: z.array(contact), groups: z.array(group) })

export const channelList = z.object({
  channels: z.array(z.object({ name: z.string(), account: z.string() })),
})

export const remoteReport = z.object({
  tailscale: z
    .object({ state: z.string(), url: z.string().nullable(), reason: z.string().nullish() })
    .optional(),
})
