import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OWNER_SCOPES } from '#protocol/access/principal.ts'
import type { MediaUpload } from '#protocol/media.ts'
import { type RawAnswer, sendRaw, startTestEdge, type TestEdge } from './fixtures/test-edge.ts'
import { createMediaRoute } from './media-route.ts'

const OCTETS = 'Content-Type: application/octet-stream'
const GIF = 'GIF89a<html><script>alert(1)</script>'

describe('files over HTTP', () => {
  let edge: TestEdge
  let host: string
  let owner: string
  beforeAll(async () => {
    edge = await startTestEdge()
    host = `Host: localhost:${edge.port}`
    owner = `Authorization: Bearer ${edge.credentials.token}`
  })
  afterAll(() => edge.stop())

  function post(headers: readonly string[], body = 'words'): Promise<RawAnswer> {
    const length = Buffer.byteLength(body)
    return sendRaw(edge.port, ['POST /media HTTP/1.1', host, ...headers, `Content-Length: ${length}`], body)
  }
  const keep = async (body: string, name: string): Promise<MediaUpload> =>
    JSON.parse(
      Buffer.from(
        (await post([owner, OCTETS, `X-File-Name: ${encodeURIComponent(name)}`], body)).body,
        'latin1',
      ).toString(),
    )
  const get = (path: string, headers: readonly string[] = [owner]) =>
    sendRaw(edge.port, [`GET ${path} HTTP/1.1`, host, ...headers])

  it('keeps what the owner sends, and gives it back as a download under its clean name', async () => {
    const kept = await keep('# hello', '../notes "1" 报告.md')
    expect(kept).toMatchObject({ name: 'notes 1 报告.md', type: 'text/markdown', bytes: 7 })
    const answer = await get(`/media/${kept.mediaId}`)
    expect(answer).toMatchObject({ status: 200, body: '# hello' })
    expect(answer.headers.get('content-type')).toBe('application/octet-stream')
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="notes 1 __.md"; filename*=UTF-8''notes%201%20%E6%8A%A5%E5%91%8A.md`,
    )
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  it.each<[string, readonly string[], number]>([
    ['nobody', [OCTETS], 401],
    ['a wrong token', ['Authorization: Bearer nope-nope-nope', OCTETS], 401],
    ['a form', ['Content-Type: multipart/form-data; boundary=x'], 415],
    ['a page elsewhere', ['Origin: https://evil.example', OCTETS], 403],
    ['what is compressed', [OCTETS, 'Content-Encoding: gzip'], 415],
  ])('takes nothing from %s', async (...[, headers, status]) => {
    expect((await post(headers)).status).toBe(status)
  })

  it('takes nothing from those who may only look, and shows nothing to who may not', async () => {
    const { token } = edge.access.features.tokens.create(
      { name: 'reader', scopes: ['read'] },
      { role: 'owner', scopes: [...OWNER_SCOPES], credentialId: 'test' },
    )
    const reader = `Authorization: Bearer ${token}`
    expect((await post([reader, OCTETS])).status).toBe(403)
    const { mediaId } = await keep('words', 'a.txt')
    expect((await get(`/media/${mediaId}`, [reader])).status).toBe(200)
    expect((await get(`/media/${mediaId}`, [])).status).toBe(401)
    expect((await get('/media/unknown')).status).toBe(404)
    expect((await get('/media/..%2f..%2fopenclaw.db')).status).toBe(404)
  })

  it('C15: refuses what says that it is too large before it is sent', async () => {
    const lines = ['POST /media HTTP/1.1', host, owner, OCTETS, 'Content-Length: 900000000']
    expect((await sendRaw(edge.port, lines)).status).toBe(413)
  })

  const HOSTILE: readonly (readonly [string, string])[] = [
    ['a.svg', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['a.png', '<svg xmlns="http://www.w3.org/2000/svg"><foreignObject/></svg>'],
    ['a.html', '<!doctype html><script>alert(1)</script>'],
    ['a.gif', '<html><script>alert(1)</script>'],
    ['a.pdf', '%PDF-1.7 /JavaScript'],
    ['a.xml', '<?xml version="1.0"?><x:script xmlns:x="http://www.w3.org/1999/xhtml"/>'],
  ]

  /** The first hostile file that a browser would open in its place. */
  async function findShown(
    ask: (mediaId: string) => Promise<Map<string, string>>,
  ): Promise<string | undefined> {
    for (const [name, body] of HOSTILE) {
      const headers = await ask((await keep(body, name)).mediaId)
      const isSafe =
        headers.get('content-disposition')?.startsWith('attachment') === true &&
        headers.get('content-type') === 'application/octet-stream' &&
        headers.get('content-security-policy')?.includes('sandbox') === true
      if (!isSafe) return name
    }
    return undefined
  }

  it('E3: no file that could run anything is shown in its place', async () => {
    expect(
      await findShown(async (mediaId) => {
        const { headers } = await get(`/media/${mediaId}`)
        expect(headers.get('x-content-type-options')).toBe('nosniff')
        return headers
      }),
    ).toBeUndefined()
    const picture = await get(`/media/${(await keep(GIF, 'a.html')).mediaId}`)
    expect(picture.headers.get('content-type')).toBe('image/gif')
    expect(picture.headers.get('content-disposition')).toMatch(/^inline/)
  })

  it('E3, planted: a route that shows everything is found out', async () => {
    const route = createMediaRoute({ media: edge.media, allow: async () => {}, mayShow: () => true })
    const shown = await findShown(async (mediaId) => {
      const headers = new Map<string, string>()
      const response = {
        writeHead(_: number, given: Record<string, string>) {
          for (const [name, value] of Object.entries(given)) headers.set(name, String(value))
        },
        end() {},
      }
      await route({ url: `/media/${mediaId}`, method: 'HEAD', headers: {} } as never, response as never)
      return headers
    })
    expect(shown).toBe('a.svg')
  })
})
