import type { RunStart } from '#protocol/agent-rpc.ts'
import type { GatewayPeer } from '../rpc.ts'
import type { LoadFile } from './with-files.ts'

/** Asks the gateway for the files of a run's conversation, piece by piece; each once for a run. */
export function createFileLoader(
  run: Pick<RunStart, 'runId' | 'epoch'>,
  gateway: Pick<GatewayPeer, 'request'>,
): LoadFile {
  const known = new Map<string, Promise<Uint8Array>>()

  async function load(mediaId: string): Promise<Uint8Array> {
    const pieces: Buffer[] = []
    for (let offset = 0; ; ) {
      const asked = { runId: run.runId, epoch: run.epoch, mediaId, offset }
      const { data, done } = await gateway.request('media.read', asked)
      const piece = Buffer.from(data, 'base64')
      pieces.push(piece)
      offset += piece.length
      if (done || piece.length === 0) return Buffer.concat(pieces)
    }
  }

  return ({ mediaId }) => {
    const bytes = known.get(mediaId) ?? load(mediaId)
    known.set(mediaId, bytes)
    return bytes
  }
}
