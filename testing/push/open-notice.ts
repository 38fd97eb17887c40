import { createDecipheriv, createECDH, createPublicKey, hkdfSync, verify } from 'node:crypto'

/** The keys of one browser, the private one among them. */
export interface BrowserKeys {
  readonly privateKey: Buffer
  /** 65 bytes: an uncompressed P-256 point. */
  readonly publicKey: Buffer
  readonly auth: Buffer
}

/** Opens what was sealed for a browser, as RFC 8291 and RFC 8188 say. Throws where it was not sealed for this one. */
export function openNotice(body: Buffer, { privateKey, publicKey, auth }: BrowserKeys): string {
  const salt = body.subarray(0, 16)
  const recordSize = body.readUInt32BE(16)
  const keyEnd = 21 + body.readUInt8(20)
  const senderKey = body.subarray(21, keyEnd)
  const sealed = body.subarray(keyEnd)
  if (senderKey.length !== 65) throw new Error('The sender named no key of 65 bytes.')
  if (sealed.length > recordSize) throw new Error('A notice is one record.')
  const pair = createECDH('prime256v1')
  pair.setPrivateKey(privateKey)
  const shared = pair.computeSecret(senderKey)
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), publicKey, senderKey])
  const secret = derive(shared, { salt: auth, info, bytes: 32 })
  const key = derive(secret, { salt, info: Buffer.from('Content-Encoding: aes128gcm\0'), bytes: 16 })
  const nonce = derive(secret, { salt, info: Buffer.from('Content-Encoding: nonce\0'), bytes: 12 })
  const decipher = createDecipheriv('aes-128-gcm', key, nonce)
  decipher.setAuthTag(sealed.subarray(-16))
  const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
  // Zeros, and before them the mark of the last record.
  const end = padded.findLastIndex((byte) => byte !== 0)
  if (padded[end] !== 2) throw new Error('The last record is marked by 2.')
  return padded.subarray(0, end).toString('utf8')
}

function derive(
  secret: Buffer,
  { salt, info, bytes }: { salt: Buffer; info: Buffer; bytes: number },
): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, bytes))
}

/** Who signed a request (RFC 8292), with what was signed. Throws where the signature is not by the key it names. */
export function readSender(authorization: string | undefined): {
  key: string
  claims: Record<string, unknown>
} {
  const found = /^vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), k=([\w-]+)$/.exec(authorization ?? '')
  const [, head = '', claims = '', signature = '', key = ''] = found ?? []
  const point = Buffer.from(key, 'base64url')
  if (point.length !== 65 || point[0] !== 4) throw new Error('There is no sender with a key of 65 bytes.')
  const coordinates = {
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  }
  const isSigned = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    {
      key: createPublicKey({ key: { kty: 'EC', crv: 'P-256', ...coordinates }, format: 'jwk' }),
      dsaEncoding: 'ieee-p1363',
    },
    Buffer.from(signature, 'base64url'),
  )
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
  if (!isSigned || read(head).alg !== 'ES256') throw new Error('The signature is not by that key.')
  return { key, claims: read(claims) }
}
