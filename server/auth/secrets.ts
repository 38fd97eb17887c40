import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 bits, in characters that go into a cookie, a header and a link as they are. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** SHA-256 in hexadecimal: all that is ever kept of a secret. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/** Compares hashes of equal length in the same time wherever they differ. */
export const isSameHash = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other))
