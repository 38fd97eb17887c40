import type { ModelProxy } from '#protocol/agent-rpc.ts'

/** What is on this machine stays on it, whatever the environment says. */
const OWN_NAMES = ['localhost', '.localhost', '127.0.0.1', '::1', '[::1]']

/**
 * The proxy that the environment names for HTTPS, as `HTTPS_PROXY` and `NO_PROXY` are read elsewhere too; undefined
 * where there is none. `HTTP_PROXY` is left alone: without encryption only servers nearby are spoken to.
 */
export function findProxy(lookup: (name: string) => string | undefined): ModelProxy | undefined {
  const url = lookup('https_proxy') ?? lookup('HTTPS_PROXY')
  if (url === undefined || !/^https?:$/.test(URL.parse(url)?.protocol ?? '')) return undefined
  const bypass = lookup('no_proxy') ?? lookup('NO_PROXY') ?? ''
  return { url, bypass: [bypass, ...OWN_NAMES].filter((entry) => entry !== '').join(',') }
}
