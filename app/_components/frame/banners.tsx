'use client'

import { ConfigBanner } from './config-banner.tsx'
import { ConnectionBanner } from './connection-banner.tsx'
import { DeviceBanners } from './device-banners.tsx'
import { ExecBanner, StorageBanner, UsageBanner } from './gateway-banners.tsx'

/** What whoever uses the panel must know now, whichever page is open. */
export function Banners() {
  return (
    <>
      <ConnectionBanner />
      <DeviceBanners />
      <StorageBanner />
      <ConfigBanner />
      <ExecBanner />
      <UsageBanner />
    </>
  )
}
