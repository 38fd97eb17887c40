'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { readBrowserKey } from '../../_lib/storage.ts'
import { Button } from '../ui/button.tsx'
import { CenteredPage } from './centered-page.tsx'
import { WayIn } from './way-in.tsx'

/** The two ways in: a one-time link, or a code that the owner approves elsewhere. */
export function SignedOut({
  onPair,
  problem,
}: {
  onPair: () => Promise<void>
  /** Why there is no code. */
  problem: 'full' | 'unreachable' | null
}) {
  const t = useTranslations('access')
  const tPair = useTranslations('pair')
  const tEnded = useTranslations('ended')
  // A browser that signs itself out gives its key away.
  const [wasSignedIn] = useState(() => readBrowserKey() !== null)
  const [isAsking, setAsking] = useState(false)
  return (
    <CenteredPage title={wasSignedIn ? tEnded('title') : t('title')}>
      <p>{wasSignedIn ? tEnded('explain') : t('explain')}</p>
      <WayIn />
      <div className="flex flex-col items-start gap-2 border-t pt-4">
        <h2 className="font-semibold text-fg text-section">{tPair('or')}</h2>
        <p>{tPair('explain')}</p>
        {problem && (
          <p role="alert" className="text-err text-ui">
            {tPair(problem)}
          </p>
        )}
        <Button
          tone="primary"
          disabled={isAsking}
          onClick={() => {
            setAsking(true)
            void onPair().finally(() => setAsking(false))
          }}
        >
          {tPair('button')}
        </Button>
      </div>
    </CenteredPage>
  )
}
