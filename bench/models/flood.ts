/** Sends as many events as it is told, as an agent does, and ends with its line. */
import { gatewayMethods, gatewayNotices } from '#protocol/agent-rpc.ts'
import { createRpcPeer } from '#protocol/rpc-peer.ts'

/** As many as an agent sends at most in one message. */
const BATCH = 32

const peer = createRpcPeer({
  send: (envelope) => void process.send?.(envelope),
  serves: { methods: {}, handlers: {}, notices: {}, onNotice: {} },
  calls: { methods: gatewayMethods, notices: gatewayNotices },
  onBadMessage: () => undefined,
})
const chunks = Array.from({ length: BATCH }, () => ({ type: 'text-delta' as const, id: 't', delta: 'word ' }))
for (let sent = 0; sent < Number(process.argv[2]); sent += BATCH) {
  peer.notify('run.chunks', { runId: 'run', epoch: 1, chunks })
}
