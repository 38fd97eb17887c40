'use client'

import { toAppError } from '#protocol/errors.ts'
import { findErrorShape } from '../../_lib/trpc.ts'
import { Button } from './button.tsx'
import { Callout } from './callout.tsx'

/** In place of something that could not be loaded: why, and another try where that may help. */
export function LoadProblem({
  cause,
  texts,
  onRetry,
}: {
  cause: unknown
  texts: { failed: string; forbidden: string; retry: string }
  onRetry: () => void
}) {
  const code = findErrorShape(cause)?.code ?? toAppError(cause).code
  if (code === 'forbidden') return <Callout tone="neutral">{texts.forbidden}</Callout>
  return (
    <Callout tone="error">
      <div role="alert" className="flex flex-wrap items-center justify-between gap-2">
        <p>{texts.failed}</p>
        <Button onClick={onRetry}>{texts.retry}</Button>
      </div>
    </Callout>
  )
}
