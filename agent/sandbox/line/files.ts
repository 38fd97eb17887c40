import { AppError } from '#protocol/errors.ts'
import { SANDBOX_FILE_LIMIT } from '#protocol/sandbox/sandbox.ts'
import { boxPiece, PIECE_BYTES } from '#protocol/sandbox/wire.ts'
import type { BoxClient } from './client.ts'

/** Puts a file into a box, whole or not at all. Throws `too_large`, or what the box says. */
export async function putFile(client: BoxClient, path: string, bytes: Buffer): Promise<void> {
  if (bytes.length > SANDBOX_FILE_LIMIT) throw tooLarge(path, SANDBOX_FILE_LIMIT)
  let offset = 0
  do {
    const piece = bytes.subarray(offset, offset + PIECE_BYTES)
    const last = offset + piece.length === bytes.length
    await client.file({ type: 'put', path, offset, content: piece.toString('base64'), last })
    offset += piece.length
  } while (offset < bytes.length)
}

/** Takes a file out of a box. What comes may be anything: it is counted, not believed. */
export async function getFile(client: BoxClient, path: string, limit: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  for (let offset = 0; ; ) {
    const answer = boxPiece.safeParse(await client.file({ type: 'get', path, offset, bytes: PIECE_BYTES }))
    if (!answer.success) throw new AppError('tool_failed', 'The sandbox did not give the file as it should.')
    const piece = Buffer.from(answer.data.content, 'base64')
    offset += piece.length
    if (offset > limit || answer.data.size > limit) throw tooLarge(path, limit)
    pieces.push(piece)
    if (piece.length === 0 || offset >= answer.data.size) return Buffer.concat(pieces)
  }
}

const tooLarge = (path: string, limit: number) =>
  new AppError(
    'too_large',
    `${path.slice(0, 200)} is larger than the ${Math.floor(limit / 1024 / 1024)} MB that a file may have.`,
  )
