'use client'

import { lazy, Suspense } from 'react'
import { showWhy, useWhyParam } from '../../_lib/location.ts'

/** Fetched when somebody asks for the first time. */
const WhyDialog = lazy(async () => ({ default: (await import('./why-dialog.tsx')).WhyDialog }))

/** The drawer that the address asks for, so that a terminal or a note can point to it. */
export function WhyPanel() {
  const messageId = useWhyParam()
  if (messageId === null) return null
  return (
    <Suspense>
      <WhyDialog key={messageId} messageId={messageId} onClose={() => showWhy(null)} />
    </Suspense>
  )
}
