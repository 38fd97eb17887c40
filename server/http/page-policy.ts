import { DATA_POLICY, developmentPolicy, newNonce, pagePolicy, SCRIPT_POLICY } from './headers.ts'

export interface PagePolicy {
  readonly policy: string
  /** Pages are asked for again each time; built files carry their own cache rules. */
  readonly isPage: boolean
  /** Whether Next must read the policy from the request, to stamp the nonce on its scripts. */
  readonly hasNonce: boolean
}

/**
 * Chooses the policy for a path of the panel. Static shells carry the hashes that the build wrote;
 * everything else gets a nonce of its own, beside the hashes of the prerendered error pages. In
 * development every page is rendered on request, so every page gets a nonce.
 */
export function choosePolicy(options: {
  path: string
  dev: boolean
  hashes: ReadonlyMap<string, readonly string[]>
}): PagePolicy {
  const { path, dev, hashes } = options
  if (path.startsWith('/_next/static/')) return { policy: SCRIPT_POLICY, isPage: false, hasNonce: false }
  // Asked for again each time, like a page: a browser must never go on with the worker of an earlier build.
  if (path === '/sw.js') return { policy: SCRIPT_POLICY, isPage: true, hasNonce: false }
  if (/\.[a-z0-9]+$/i.test(path)) return { policy: DATA_POLICY, isPage: false, hasNonce: false }
  const nonce = newNonce()
  if (dev) return { policy: developmentPolicy(nonce), isPage: true, hasNonce: true }
  const known = hashes.get(path)
  if (known) return { policy: pagePolicy(known), isPage: true, hasNonce: false }
  const errorPages = [...(hashes.get('/_not-found') ?? []), ...(hashes.get('/_global-error') ?? [])]
  const policy = pagePolicy([`nonce-${nonce}`, ...new Set(errorPages)])
  return { policy, isPage: true, hasNonce: true }
}
