import { readStored, writeStored } from '../storage.ts'
import type { createPanelClient } from '../trpc.ts'
import { startWorker } from './worker.ts'

type Client = ReturnType<typeof createPanelClient>

/** Whether the owner wants notices on this device: a wish, which the browser may have undone. */
const WANTED = 'openclaw.push'
export const isPushWanted = (): boolean => readStored(WANTED) === 'on'

/** What this browser can do. `install-first`: iOS gives notices to pages on the Home Screen only. */
export function readPushSupport(): 'yes' | 'no' | 'install-first' {
  const canPush = 'PushManager' in window && 'Notification' in window && 'serviceWorker' in navigator
  if (canPush) return 'yes'
  const isApple = /iPad|iPhone|iPod/.test(navigator.userAgent)
  const isTablet = navigator.platform === 'MacIntel' && navigator.maxTouchPoints > 1
  return isApple || isTablet ? 'install-first' : 'no'
}

/** `denied`: the reader, or the browser for him; `unreachable`: the browser got no address from its vendor. */
export type PushOutcome = 'on' | 'denied' | 'unreachable'

/** Asks where it was not asked yet: only ever called by a click. Rejects with what the gateway refused. */
export async function turnPushOn(client: Client): Promise<PushOutcome> {
  if ((await Notification.requestPermission()) !== 'granted') return 'denied'
  writeStored(WANTED, 'on')
  return await subscribe(client)
}

export async function turnPushOff(client: Client): Promise<void> {
  await endPush()
  await client.push.unsubscribe.mutate({})
}

/** The browser gives its address up; the gateway learns of it, or ends the whole credential. */
export async function endPush(): Promise<void> {
  if (!isPushWanted()) return
  writeStored(WANTED, null)
  const registration = await navigator.serviceWorker.getRegistration()
  const subscription = await registration?.pushManager.getSubscription()
  await subscription?.unsubscribe()
}

/** The browser may have changed its address, or the gateway have lost it: on every visit they agree anew. */
export async function keepPush(client: Client): Promise<void> {
  if (!isPushWanted() || readPushSupport() !== 'yes' || Notification.permission !== 'granted') return
  await subscribe(client)
}

/** Whether this browser has an address, and the gateway knows it. */
export async function isPushOn(client: Client): Promise<boolean> {
  if (readPushSupport() !== 'yes' || Notification.permission !== 'granted') return false
  const registration = await navigator.serviceWorker.getRegistration()
  const subscription = await registration?.pushManager.getSubscription()
  if (!subscription) return false
  return (await client.push.get.query({})).endpoint === subscription.endpoint
}

async function subscribe(client: Client): Promise<PushOutcome> {
  const { publicKey, endpoint } = await client.push.get.query({})
  const registration = await startWorker()
  if (!registration || publicKey === null) return 'unreachable'
  const subscription = await findAddress(registration, publicKey)
  const { p256dh, auth } = subscription?.toJSON().keys ?? {}
  if (!subscription || !p256dh || !auth) return 'unreachable'
  if (subscription.endpoint !== endpoint) {
    await client.push.subscribe.mutate({ endpoint: subscription.endpoint, keys: { p256dh, auth } })
  }
  return 'on'
}

async function findAddress(
  registration: ServiceWorkerRegistration,
  publicKey: string,
): Promise<PushSubscription | undefined> {
  try {
    await navigator.serviceWorker.ready
    const found = await registration.pushManager.getSubscription()
    if (found && isFor(found, publicKey)) return found
    await found?.unsubscribe()
    return await registration.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: publicKey,
    })
  } catch {
    return undefined
  }
}

/** A gateway with other keys, a new home for one, could not send to it. */
function isFor({ options }: PushSubscription, publicKey: string): boolean {
  const key = options.applicationServerKey
  if (key === null) return false
  const text = btoa(String.fromCharCode(...new Uint8Array(key)))
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '') === publicKey
}
