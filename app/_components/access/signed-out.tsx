'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { readBrowserKey } from '../../_lib/storage.ts'
import { useWide } from '../../_lib/use-media.ts'
import { Button } from '../ui/button.tsx'
import { CenteredPage } from './centered-page.tsx'
import { WayIn } from './way-in.tsx'

/**
 * The two ways in: a one-time link, or a code that the owner approves elsewhere. A phone has no terminal beside it,
 * so that the code comes first there.
 */
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
  const isWide = useWide()

  const byLink = (
    <section key="link" className="flex flex-col gap-3">
      <h2 className="font-semibold text-fg text-section">{t('byLink')}</h2>
      <p>{t('run')}</p>
      <WayIn />
    </section>
  )
  const byCode = (
    <section key="code" className="flex flex-col items-start gap-3">
      <h2 className="font-semibold text-fg text-section">{tPair('byCode')}</h2>
      <p>{tPair('explain')}</p>
      {problem && (
        <p role="alert" className="text-err text-ui">
          {tPair(problem)}
        </p>
      )}
      <Button
        tone="primary"
        className="max-md:w-full"
        disabled={isAsking}
        onClick={() => {
          setAsking(true)
          void onPair().finally(() => setAsking(false))
        }}
      >
        {tPair('button')}
      </Button>
    </section>
  )
  return (
    <CenteredPage title={wasSignedIn ? tEnded('title') : t('title')}>
      <p>{wasSignedIn ? tEnded('explain') : t('explain')}</p>
      {isWide ? [byLink, byCode] : [byCode, byLink]}
    </CenteredPage>
  )
}
