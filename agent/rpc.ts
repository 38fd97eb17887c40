import { agentMethods, gatewayMethods, gatewayNotices, type RpcEnvelope } from '#protocol/agent-rpc.ts'
import { createRpcPeer, type MethodHandlers, type RpcPeer } from '#protocol/rpc-peer.ts'
import { sandboxAgentMethods, sandboxGatewayMethods, sandboxNotices } from '#protocol/sandbox/sandbox.ts'

const serves = { ...agentMethods, ...sandboxAgentMethods }
const calls = {
  methods: { ...gatewayMethods, ...sandboxGatewayMethods },
  notices: { ...gatewayNotices, ...sandboxNotices },
}

/** The gateway as the agent sees it. */
export type GatewayPeer = RpcPeer<typeof calls.methods, typeof calls.notices>
type AgentHandlers = MethodHandlers<typeof serves>

/** The agent's end of the line: serves the gateway's requests and asks its own. */
export function createGatewayPeer(options: {
  send: (envelope: RpcEnvelope) => void
  handlers: AgentHandlers
  onBadMessage: (problem: string) => void
}): GatewayPeer {
  return createRpcPeer({
    send: options.send,
    serves: { methods: serves, handlers: options.handlers, notices: {}, onNotice: {} },
    calls,
    onBadMessage: options.onBadMessage,
  })
}
