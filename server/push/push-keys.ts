import { createECDH } from 'node:crypto'

/** Of the gateway, for all of its devices: by these their push services know that it is always the same sender. */
export interface PushKeys {
  /** A P-256 point, uncompressed, in base64url: what a browser subscribes with. */
  readonly publicKey: string
  readonly privateKey: string
}

export function createPushKeys(): PushKeys {
  const pair = createECDH('prime256v1')
  const publicKey = pair.generateKeys('base64url')
  // Its leading zeros count: the other side wants all 32 bytes.
  const privateKey = Buffer.from(pair.getPrivateKey('hex').padStart(64, '0'), 'hex').toString('base64url')
  return { publicKey, privateKey }
}
