import type { IncomingMessage, ServerResponse } from 'node:http'
import { readBody } from '../respond.ts'

/** A request below `/hooks/` as its feature gets it; the body is read when it asks for it. */
interface HookRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly query: URLSearchParams
  readBody(limit: number, cut: AbortSignal): Promise<Buffer>
}

export type HookRoute = (
  request: HookRequest,
) => Promise<{ status: number; contentType?: string; body?: string }>

/** Hands a webhook to its feature and sends what it answers. Other requests' headers, such as cookies, stay here. */
export async function answerHook(
  answer: HookRoute,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [path = '', query = ''] = (request.url ?? '').split('?', 2)
  const {
    status,
    contentType = 'text/plain; charset=utf-8',
    body = '',
  } = await answer({
    method: request.method ?? '',
    path,
    headers: singleHeaders(request),
    query: new URLSearchParams(query),
    readBody: (limit, cut) => readBody(request, limit, cut),
  })
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  })
  response.end(body)
}

/** A header that came twice counts as absent: two parties could read it differently. */
function singleHeaders(request: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(request.headersDistinct).map(([name, values = []]) => [
      name,
      values.length === 1 ? values[0] : undefined,
    ]),
  )
}
