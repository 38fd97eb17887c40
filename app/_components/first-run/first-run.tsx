'use client'

import { lazy, Suspense } from 'react'

/** Needed once in the life of a gateway, so it is fetched where it is needed. */
const FirstSteps = lazy(async () => ({ default: (await import('./first-steps.tsx')).FirstSteps }))

/** Three steps in the first, still empty conversation. None of them is needed: one can talk at any time. */
export function FirstRun({ step, go }: { step: number; go: (step: number) => void }) {
  return (
    <Suspense
      fallback={
        <div className="h-72 w-full max-w-[560px] rounded-dialog border bg-surface" aria-busy="true" />
      }
    >
      <FirstSteps step={step} go={go} />
    </Suspense>
  )
}
