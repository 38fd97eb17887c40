'use client'

import { useSyncExternalStore } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { BUILD_ID } from '../../_lib/install/same-build.ts'
import { usePanel } from '../../_lib/panel-context.ts'
import { isStorageFull, STORAGE_CHANGED } from '../../_lib/storage.ts'
import { Banner } from './gateway-banners.tsx'

/** From here on, in milliseconds, a clock shows wrong times. */
const CLOCK_SLACK_MS = 5 * 60_000

/** What is wrong with this device or this page, not with the gateway. */
export function DeviceBanners() {
  const { gateway } = usePanel()
  const server = useSyncExternalStore(gateway.onState, gateway.server, () => undefined)
  const isFull = useSyncExternalStore(onStorageChange, isStorageFull, () => false)
  const t = useTranslations('away')
  const locale = useLocale()
  const ahead = server?.clockAheadMs ?? 0
  const isStale = BUILD_ID !== undefined && server?.panel !== undefined && server.panel !== BUILD_ID
  return (
    <>
      {isStale && (
        <Banner>
          {t('stale')}{' '}
          <button
            type="button"
            onClick={() => location.reload()}
            className="min-h-6 font-medium underline underline-offset-2"
          >
            {t('reload')}
          </button>
        </Banner>
      )}
      {Math.abs(ahead) > CLOCK_SLACK_MS && (
        <Banner>
          {t(ahead > 0 ? 'clockAhead' : 'clockBehind', { time: formatSpan(Math.abs(ahead), locale) })}
        </Banner>
      )}
      {isFull && <Banner tone="bg-err-tint">{t('storageFull')}</Banner>}
    </>
  )
}

function onStorageChange(listener: () => void): () => void {
  addEventListener(STORAGE_CHANGED, listener)
  return () => removeEventListener(STORAGE_CHANGED, listener)
}

/** In the largest unit of which it is more than one. */
function formatSpan(ms: number, locale: string): string {
  const minutes = Math.round(ms / 60_000)
  const [value, unit] =
    minutes < 120
      ? [minutes, 'minute']
      : minutes < 48 * 60
        ? [Math.round(minutes / 60), 'hour']
        : [Math.round(minutes / (24 * 60)), 'day']
  return new Intl.NumberFormat(locale, { style: 'unit', unit: String(unit), unitDisplay: 'long' }).format(
    Number(value),
  )
}
