'use client'

import { TriangleAlert } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { useKnownWords } from '../../_i18n/use-known-words.ts'
import { useMay } from '../../_lib/panel-context.ts'
import { Button } from '../ui/button.tsx'
import { Callout } from '../ui/callout.tsx'
import type { ChannelInfo } from './channel-state.tsx'

/** What is wrong with an account, and what to do. What nobody has words for comes in the gateway's own. */
export function ChannelTrouble({
  channel,
  onEnterToken,
}: {
  channel: ChannelInfo
  onEnterToken: () => void
}) {
  const t = useTranslations('channels')
  const knownWords = useKnownWords('trouble')
  const mayManage = useMay('admin')
  const { state, reason, fix, code, tokenAt } = channel
  if (reason === null) return null
  const given = [reason, fix].filter(Boolean).join(' ')
  const words = knownWords(code)
  const wantsToken = code === 'token-missing' || code === 'token-refused'
  const isUrgent = state === 'needs-action'
  return (
    <Callout
      tone={isUrgent ? 'error' : 'warn'}
      icon={<TriangleAlert size={16} className={isUrgent ? 'text-err' : 'text-warn'} aria-hidden="true" />}
    >
      <p>{words ?? given}</p>
      {wantsToken && tokenAt !== null && <p>{t('tokenInFile', { tokenAt })}</p>}
      {words !== undefined && !wantsToken && (
        <details className="text-fg-2">
          <summary className="w-fit py-3.5 text-meta md:py-1">{t('details')}</summary>
          <p className="font-mono text-meta [overflow-wrap:anywhere]">{given}</p>
        </details>
      )}
      {wantsToken && tokenAt === null && mayManage && (
        <Button className="mt-2" onClick={onEnterToken}>
          {t('enterToken')}
        </Button>
      )}
    </Callout>
  )
}
