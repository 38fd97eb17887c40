'use client'

import { Laptop, UserRound } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { PairingSummary } from '#protocol/access/pairing.ts'
import type { Scope } from '#protocol/access/principal.ts'
import { useAction } from '../../_lib/use-action.ts'
import { cardKeys, keyOf } from '../approvals/card-keys.ts'
import { KeyHint } from '../approvals/key-hint.tsx'
import { useArmed } from '../approvals/use-armed.ts'
import { browserName } from '../devices/browser-name.ts'
import { ScopeChoice } from '../devices/scope-choice.tsx'
import { Button } from '../ui/button.tsx'
import { visible } from '../ui/visible.ts'
import { ActionProblem } from './action-problem.tsx'
import { useChannelName } from './channel-name.ts'
import { PairingFacts, PairingWarning } from './pairing-facts.tsx'
import { WhoChoice } from './who-choice.tsx'

/** What a new browser may do where nobody says otherwise. */
const BROWSER_SCOPES: readonly Scope[] = ['read', 'chat', 'approve']

/** Somebody who wants in: all that is known, and the owner's decision. */
export function PairingCard({ pairing }: { pairing: PairingSummary }) {
  const t = useTranslations('pairing')
  const channelName = useChannelName()
  const titleId = useId()
  const buttons = useRef<HTMLDivElement>(null)
  const isArmed = useArmed(buttons)
  const action = useAction()
  const [who, setWho] = useState<'guest' | 'owner'>('guest')
  const [scopes, setScopes] = useState<readonly Scope[]>(BROWSER_SCOPES)
  const { pairingId, kind } = pairing
  const isPerson = kind === 'person'
  const name = isPerson ? pairing.name : browserName(pairing.name)
  const Icon = isPerson ? UserRound : Laptop

  return (
    <li
      {...cardKeys}
      aria-labelledby={titleId}
      data-pairing={pairingId}
      className="group/card flex flex-col gap-4 rounded-card border bg-surface p-4"
    >
      <div className="flex items-start gap-3">
        <Icon size={20} strokeWidth={1.75} className="mt-0.5 shrink-0 text-fg-2" aria-hidden="true" />
        <div className="min-w-0 flex-1">
          <h3 id={titleId} className="font-semibold text-prose [overflow-wrap:anywhere]">
            {pairing.name === '' ? t('unnamed') : visible(name)}
          </h3>
          <p className="text-fg-2 text-ui">{channelName(pairing.channel, pairing.account)}</p>
          {name !== pairing.name && (
            <p className="text-fg-3 text-meta [overflow-wrap:anywhere]">{visible(pairing.name)}</p>
          )}
        </div>
      </div>
      <PairingWarning pairing={pairing} />
      <PairingFacts pairing={pairing} />
      {isPerson ? (
        <WhoChoice value={who} onChange={setWho} />
      ) : (
        <>
          <p className="text-fg-2 text-ui">{t('compare')}</p>
          <ScopeChoice value={scopes} onChange={setScopes} />
        </>
      )}
      <div ref={buttons} className="flex flex-col-reverse gap-4 md:flex-row md:justify-end md:gap-2">
        <Button
          {...keyOf('refuse')}
          className="min-h-12 md:min-h-9"
          disabled={!isArmed || action.isBusy}
          onClick={() => void action.run('pairing.reject', { pairingId })}
        >
          {t('reject')}
          <KeyHint name="refuse" />
        </Button>
        <Button
          {...keyOf('allow')}
          tone="primary"
          className="min-h-12 md:min-h-9"
          disabled={!isArmed || action.isBusy}
          onClick={() =>
            void action.run('pairing.approve', isPerson ? { pairingId, as: who } : { pairingId, scopes })
          }
        >
          {isPerson && who === 'owner' ? t('approveOwner') : t('approve')}
          <KeyHint name="allow" />
        </Button>
      </div>
      <ActionProblem code={action.problem} />
    </li>
  )
}
