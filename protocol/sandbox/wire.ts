import * as z from 'zod'

/**
 * What the agent and the tool host inside a container say to each other: one JSON object a line, over the
 * container's own standard input and output. Whoever is in the container may say anything there; so the agent
 * takes nothing for granted of what comes out.
 */
export const boxRequest = z.discriminatedUnion('type', [
  z.object({ type: z.literal('run'), id: z.number().int(), tool: z.string(), input: z.unknown() }),
  z.object({ type: z.literal('stop'), id: z.number().int() }),
  /** A piece of a file, base64; the piece at offset 0 begins it anew, the last one puts it in its place. */
  z.object({
    type: z.literal('put'),
    id: z.number().int(),
    path: z.string(),
    offset: z.number().int(),
    content: z.string(),
    last: z.boolean(),
  }),
  z.object({
    type: z.literal('get'),
    id: z.number().int(),
    path: z.string(),
    offset: z.number().int(),
    bytes: z.number().int(),
  }),
])
export type BoxRequest = z.infer<typeof boxRequest>

export const boxReply = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready'), version: z.literal(1) }),
  z.strictObject({
    type: z.literal('output'),
    id: z.number().int(),
    stdout: z.string().max(20_000),
    stderr: z.string().max(20_000),
  }),
  z.strictObject({ type: z.literal('done'), id: z.number().int(), output: z.unknown() }),
  z.strictObject({ type: z.literal('failed'), id: z.number().int(), error: z.string().max(4_000) }),
])
export type BoxReply = z.infer<typeof boxReply>

/** What `get` gives for one piece. */
export const boxPiece = z.strictObject({ content: z.string(), size: z.number().int().nonnegative() })

/** Where the image keeps the tool host, and where a box works. */
export const BOX_PROGRAM = '/opt/openclaw/tool-host.mjs'
export const BOX_WORKSPACE = '/workspace'
/** Who a box is, where it shares nothing of the owner's: nobody that a machine knows. */
export const BOX_USER = 65_532

/** All that a command in a box sees of an environment. */
export const BOX_ENVIRONMENT = {
  PATH: '/usr/local/bin:/usr/bin:/bin',
  HOME: '/tmp',
  LANG: 'C.UTF-8',
  TERM: 'dumb',
  TMPDIR: '/tmp',
} as const

/** Bytes of a file in one message. */
export const PIECE_BYTES = 256 * 1024
/** Longest line that comes out of a container, in bytes: the largest result of a tool fits. */
export const LINE_LIMIT = 2 * 1024 * 1024
