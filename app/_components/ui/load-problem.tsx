'use client'

import { Button } from './button.tsx'
import { Callout } from './callout.tsx'

/** In place of something that could not be loaded: another try. */
export function LoadProblem({
  texts,
  onRetry,
}: {
  texts: { failed: string; retry: string }
  onRetry: () => void
}) {
  return (
    <Callout tone="error">
      <div role="alert" className="flex flex-wrap items-center justify-between gap-2">
        <p>{texts.failed}</p>
        <Button onClick={onRetry}>{texts.retry}</Button>
      </div>
    </Callout>
  )
}
