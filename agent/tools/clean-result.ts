import type { GatewayPeer } from '../rpc.ts'

/** Characters that the gateway looks through at once, so that it answers others in between. */
const PIECE = 100_000

/** Has the gateway, which alone knows the secrets, take them out of a long result. Rejects where it can't be asked. */
export async function cleanResult(
  text: string,
  { gateway, fence }: { gateway: Pick<GatewayPeer, 'request'>; fence: { runId: string; epoch: number } },
): Promise<string> {
  const cleaned: string[] = []
  for (let from = 0; from < text.length; ) {
    const end = findEnd(text, from)
    const answer = await gateway.request('result.clean', { ...fence, text: text.slice(from, end) })
    cleaned.push(answer.text)
    from = end
  }
  return cleaned.join('')
}

/** Behind a line, where that is not far, since few secrets go over its end. */
function findEnd(text: string, from: number): number {
  const limit = from + PIECE
  if (limit >= text.length) return text.length
  const line = text.lastIndexOf('\n', limit - 1) + 1
  return line > from + PIECE / 2 ? line : limit
}
