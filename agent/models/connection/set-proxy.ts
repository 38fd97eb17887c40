import * as http from 'node:http'
import type { ModelProxy } from '#protocol/agent-rpc.ts'

/**
 * From now on what this process asks over HTTPS goes by way of the proxy, of which nothing stands in its environment.
 * Returns the way back; undefined where this Node knows of no proxies (before 24.14).
 */
export function setProxy({ url, bypass }: ModelProxy): (() => void) | undefined {
  const { setGlobalProxyFromEnv: set }: Partial<typeof http> = http
  // The type asks for a NODE_ENV, which has no meaning here.
  return set?.({ https_proxy: url, no_proxy: bypass } as unknown as NodeJS.ProcessEnv)
}
