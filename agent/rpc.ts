import { agentMethods, gatewayMethods, gatewayNotices, type RpcEnvelope } from '#protocol/agent-rpc.ts'
import { createRpcPeer, type MethodHandlers, type RpcPeer } from '#protocol/rpc-peer.ts'

/** The gateway as the agent sees it. */
export type GatewayPeer = RpcPeer<typeof gatewayMethods, typeof gatewayNotices>
type AgentHandlers = MethodHandlers<typeof agentMethods>

/** The agent's end of the line: serves the gateway's requests and asks its own. */
export function createGatewayPeer(options: {
  send: (envelope: RpcEnvelope) => void
  handlers: AgentHandlers
  onBadMessage: (problem: string) => void
}): GatewayPeer {
  return createRpcPeer({
    send: options.send,
    serves: { methods: agentMethods, handlers: options.handlers, notices: {}, onNotice: {} },
    calls: { methods: gatewayMethods, notices: gatewayNotices },
    onBadMessage: options.onBadMessage,
  })
}
