'use client'

import { useId, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { PairingSummary } from '#protocol/access/pairing.ts'
import type { Scope } from '#protocol/access/principal.ts'
import { useAction } from '../../_lib/use-action.ts'
import { AnswerButton } from '../cards/answer-button.tsx'
import { cardKeys } from '../cards/card-keys.ts'
import { useArmed } from '../cards/use-armed.ts'
import { ScopeChoice } from '../devices/scope-choice.tsx'
import { ActionProblem } from '../ui/states/action-problem.tsx'
import { PairingFacts, PairingWarning, PairingWho } from './pairing-facts.tsx'
import { WhoChoice } from './who-choice.tsx'

/** What a new browser may do where nobody says otherwise. */
const BROWSER_SCOPES: readonly Scope[] = ['read', 'chat', 'approve']

/** Somebody who wants in: all that is known, and the owner's decision. */
export function PairingCard({ pairing }: { pairing: PairingSummary }) {
  const t = useTranslations('pairing')
  const titleId = useId()
  const buttons = useRef<HTMLDivElement>(null)
  const isArmed = useArmed(buttons)
  const action = useAction()
  const [who, setWho] = useState<'guest' | 'owner'>('guest')
  const [scopes, setScopes] = useState<readonly Scope[]>(BROWSER_SCOPES)
  const { pairingId, kind } = pairing
  const isPerson = kind === 'person'

  return (
    <li
      {...cardKeys}
      aria-labelledby={titleId}
      data-pairing={pairingId}
      className="group/card flex flex-col gap-4 rounded-card border bg-surface p-4"
    >
      <PairingWho pairing={pairing} titleId={titleId} />
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
        <AnswerButton
          shortcut="refuse"
          isDisabled={!isArmed || action.isBusy}
          onAnswer={() => void action.run('pairing.reject', { pairingId })}
        >
          {t('reject')}
        </AnswerButton>
        <AnswerButton
          shortcut="allow"
          tone="primary"
          isDisabled={!isArmed || action.isBusy}
          onAnswer={() =>
            void action.run('pairing.approve', isPerson ? { pairingId, as: who } : { pairingId, scopes })
          }
        >
          {isPerson && who === 'owner' ? t('approveOwner') : t('approve')}
        </AnswerButton>
      </div>
      <ActionProblem code={action.problem} />
    </li>
  )
}
