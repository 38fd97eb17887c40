import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Params } from './chats.ts'
import type { Refusal } from './refusal.ts'

/** Parameters of a call: from the query, and a body of JSON, multipart or a form, where objects are JSON in a field. */
export async function readParams(request: IncomingMessage): Promise<Params> {
  const query = new URL(request.url ?? '/', 'http://telegram').searchParams
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  const body = Buffer.concat(pieces)
  const type = request.headers['content-type'] ?? ''
  const fields = readFields([...query])
  if (body.length === 0) return fields
  if (type.startsWith('application/json')) {
    return { ...fields, ...(JSON.parse(body.toString('utf8')) as Record<string, unknown>) }
  }
  const form = await new Response(body, { headers: { 'content-type': type } }).formData()
  return { ...fields, ...readFields([...form]) }
}

function readFields(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      name !== 'text' && typeof value === 'string' && /^(?:[[{]|-?\d+$|true$|false$)/.test(value)
        ? (JSON.parse(value) as unknown)
        : value,
    ]),
  )
}

export const answerResult = (response: ServerResponse, result: unknown): void =>
  write(response, 200, { ok: true, result })

export const answerRefusal = (response: ServerResponse, { code, message, parameters }: Refusal): void =>
  write(response, code, { ok: false, error_code: code, description: message, parameters })

/** What a proxy that dies in the middle leaves of an answer. */
export function answerHalf(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end('{"ok":true,"resu')
}

function write(response: ServerResponse, status: number, body: object): void {
  if (response.destroyed) return
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
