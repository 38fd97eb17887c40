'use client'

import { lazy, Suspense } from 'react'
import { useFirstRun } from './use-first-run.ts'

/** Needed once in the life of a gateway, so it is fetched where it is needed. */
const FirstSteps = lazy(async () => ({ default: (await import('./first-steps.tsx')).FirstSteps }))

/** Three steps above the first, still empty conversation. None of them is needed: one can talk at any time. */
export function FirstRun() {
  const { step, go } = useFirstRun()
  if (step === null) return null
  return (
    <Suspense>
      <FirstSteps step={step} go={go} />
    </Suspense>
  )
}
