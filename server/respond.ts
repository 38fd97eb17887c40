import type { IncomingMessage, ServerResponse } from 'node:http'
import { AppError } from '#protocol/errors.ts'

/** Answers with JSON that no cache keeps. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  })
  response.end(text)
}

/** Answers with `{ error }` in the shape that every edge uses. */
export function sendError(response: ServerResponse, status: number, error: AppError): void {
  if (error.retryAfterMs !== undefined) {
    response.setHeader('retry-after', Math.max(1, Math.ceil(error.retryAfterMs / 1000)))
  }
  sendJson(response, status, { error: error.toShape() })
}

/** Reads a JSON body of at most `limit` bytes. Throws `too_large` or `bad_request`. */
export async function readJson(request: IncomingMessage, limit: number): Promise<unknown> {
  return parseBody((await readBody(request, limit)).toString('utf8'))
}

/**
 * Reads a body of at most `limit` bytes. Throws `too_large`, and the reason of `cut` where that comes first: the connection
 * ends with it, and nothing is held of what came.
 */
export async function readBody(request: IncomingMessage, limit: number, cut?: AbortSignal): Promise<Buffer> {
  const tooLarge = () => new AppError('too_large', `The body is larger than ${limit} bytes.`)
  // Said before anything is read, the answer arrives; later the connection is cut.
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge()
  cut?.addEventListener('abort', () => request.destroy(cut.reason), { once: true })
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > limit) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Whether a request failed because whoever sent it went away in the middle: nobody is left to answer, and nothing is wrong here. */
export function isGone(request: IncomingMessage, cause: unknown): boolean {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || (code === 'ECONNRESET' && !request.complete)
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw notJson(cause)
  }
}

const notJson = (cause: unknown): AppError => new AppError('bad_request', 'The body is not JSON.', { cause })
