import { setGlobalProxyFromEnv } from 'node:http'
import type { ModelProxy } from '#protocol/agent-rpc.ts'

/**
 * From now on what this process asks over HTTPS goes by way of the proxy, of which nothing stands in its environment.
 * Returns the way back.
 */
export function setProxy({ url, bypass }: ModelProxy): () => void {
  // The type asks for a NODE_ENV, which has no meaning here.
  return setGlobalProxyFromEnv({ https_proxy: url, no_proxy: bypass } as unknown as NodeJS.ProcessEnv)
}
