'use client'

import clsx from 'clsx'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useMay } from '../../_lib/panel-context.ts'
import type { Answers } from '../../_lib/trpc.ts'
import { RevokeButton } from '../list/revoke-button.tsx'
import { Row } from '../list/row.tsx'
import { Button } from '../ui/button.tsx'
import { KeyDialog } from './key-dialog.tsx'

type ProviderInfo = Answers['models']['list']['providers'][number]

/** One vendor or server: where its keys come from, and the way to give it one. */
export function ProviderRow({
  provider: info,
  onChanged,
}: {
  provider: ProviderInfo
  onChanged: () => void
}) {
  const t = useTranslations('models')
  const mayManage = useMay('admin')
  const [isEntering, setEntering] = useState(false)
  const { provider, title, needsKey, keys, keyVariable, keysUrl, running } = info
  const sources = {
    credentials: t('credentials'),
    config: t('config'),
    environment: keyVariable === null ? t('environmentPlain') : t('environment', { variable: keyVariable }),
  }
  const isGiven = keys.includes('credentials')
  const state =
    running !== null
      ? t(running ? 'running' : 'notRunning')
      : keys.length > 0
        ? [...new Set(keys)].map((source) => sources[source]).join(' · ')
        : t(needsKey ? 'keyless' : 'needsNone')
  const isUsable = running ?? (keys.length > 0 || !needsKey)
  return (
    <Row
      actions={
        mayManage &&
        running === null && (
          <>
            <Button
              tone="quiet"
              aria-label={t(isGiven ? 'replaceKeyLabel' : 'enterKeyLabel', { provider: title })}
              onClick={() => setEntering(true)}
            >
              {t(isGiven ? 'replaceKey' : 'enterKey')}
            </Button>
            {isGiven && (
              <RevokeButton
                name={title}
                label={t('forget')}
                title={t('forgetTitle', { provider: title })}
                explain={t('forgetExplain')}
                method="models.removeKeys"
                params={{ provider }}
                onRevoked={onChanged}
              />
            )}
          </>
        )
      }
    >
      <p className="flex items-center gap-2 text-ui">
        <span
          className={clsx('size-2 shrink-0 rounded-full', isUsable ? 'bg-ok' : 'bg-fg-3')}
          aria-hidden="true"
        />
        <span className="font-medium [overflow-wrap:anywhere]">{title}</span>
      </p>
      <p className="text-fg-2 text-meta">{state}</p>
      {isEntering && (
        <KeyDialog
          provider={provider}
          title={title}
          keysUrl={keysUrl}
          onClose={() => {
            setEntering(false)
            onChanged()
          }}
        />
      )}
    </Row>
  )
}
