import { createReadStream } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { Scope } from '#protocol/access/principal.ts'
import { AppError } from '#protocol/errors.ts'
import { isInlineImage } from '#protocol/media.ts'
import type { MediaFeature } from '../media/contract.ts'
import { sendJson } from '../respond.ts'

export interface MediaRouteDeps {
  readonly media: MediaFeature
  /** Resolves where whoever asks is the owner and may do what this scope names; rejects otherwise. */
  readonly allow: (request: IncomingMessage, scope: Scope, action: string) => Promise<void>
  /** What a browser may show in its place; another rule only in tests. */
  readonly mayShow?: (type: string) => boolean
}

/** What is on its way in at one time: each holds a file and a connection. */
const MOST_UPLOADS = 8
/** No page and no other site gets anything out of a file, even where a browser opens it. */
const FILE_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"

/**
 * `POST /media`: keeps the body as a file; its name comes percent-encoded in `X-File-Name`. `GET /media/<id>`:
 * the bytes, as a download but for pictures that every browser draws without running anything.
 */
export function createMediaRoute(deps: MediaRouteDeps) {
  const { mayShow = isInlineImage } = deps
  let uploads = 0

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await deps.allow(request, 'chat', 'media.add')
    if (uploads >= MOST_UPLOADS) {
      throw new AppError('too_many', 'Too many files at once. Try again in a moment.', {
        retryAfterMs: 1_000,
      })
    }
    uploads += 1
    try {
      const size = Number(request.headers['content-length'] ?? 0)
      const kept = await deps.media.add({ bytes: request, size, name: readName(request) })
      sendJson(response, 200, kept)
    } finally {
      uploads -= 1
    }
  }

  async function give(mediaId: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    await deps.allow(request, 'read', 'media.get')
    const kept = await deps.media.find(mediaId)
    if (!kept) throw new AppError('not_found', 'There is no such file. It may have expired.')
    const inline = mayShow(kept.type)
    response.writeHead(200, {
      'content-type': inline ? kept.type : 'application/octet-stream',
      'content-length': kept.bytes,
      'content-disposition': `${inline ? 'inline' : 'attachment'}; ${fileName(kept.name)}`,
      'content-security-policy': FILE_POLICY,
      'cache-control': 'no-store',
    })
    if (request.method === 'HEAD') return void response.end()
    await pipeline(createReadStream(kept.file), response)
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const mediaId = /^\/media\/([\w-]{1,100})$/.exec(pathOf(request))?.[1]
    if (pathOf(request) === '/media' && request.method === 'POST') return take(request, response)
    if (mediaId !== undefined && request.method !== 'POST') return give(mediaId, request, response)
    throw new AppError('not_found', 'There is nothing here.')
  }
}

const pathOf = (request: IncomingMessage): string => (request.url ?? '').split('?', 1)[0] ?? ''

function readName({ headers }: IncomingMessage): string | undefined {
  const given = headers['x-file-name']
  if (typeof given !== 'string') return undefined
  const name = decode(given)
  if (name === undefined) throw new AppError('bad_request', 'X-File-Name must be percent-encoded UTF-8.')
  return name
}

function decode(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded)
  } catch {
    return undefined
  }
}

/** Both forms of RFC 6266: plain for old clients, UTF-8 for the others. The name was cleaned when it was kept. */
function fileName(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const encoded = encodeURIComponent(name).replace(
    /['()*!]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  )
  return `filename="${plain}"; filename*=UTF-8''${encoded}`
}
