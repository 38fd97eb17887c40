import { readFileSync } from 'node:fs'
import type { Turn } from './turn.ts'

/**
 * A recorded stream (one JSON value a line) as a turn, framed the way the endpoint that is asked frames
 * it. `pieceBytes` writes that many bytes at a time, so that frames and characters break anywhere;
 * `cutAfterBytes` breaks the connection there.
 */
export function replay(file: string, options: { pieceBytes?: number; cutAfterBytes?: number } = {}): Turn {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
  return [{ type: 'replay', lines, pieceBytes: options.pieceBytes, cutAfterBytes: options.cutAfterBytes }]
}
