'use client'

import { useTranslations } from 'use-intl'
import type { Scope } from '#protocol/access/principal.ts'
import { Choice } from '../ui/choice.tsx'

/** What a person at a browser may do. */
export const PERSON_SCOPES: readonly Scope[] = ['read', 'chat', 'approve', 'admin']

/** What a new device or token may do. */
export function ScopeChoice({
  value,
  onChange,
  offered = PERSON_SCOPES,
}: {
  value: readonly Scope[]
  onChange: (value: Scope[]) => void
  offered?: readonly Scope[]
}) {
  const t = useTranslations('scope')
  const hints = {
    read: t('readHint'),
    chat: t('chatHint'),
    approve: t('approveHint'),
    admin: t('adminHint'),
    api: t('apiHint'),
    agent: t('agentHint'),
  }
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="pb-1 text-fg-2 text-label">{t('label')}</legend>
      {offered.map((scope) => (
        <Choice
          key={scope}
          type="checkbox"
          isChosen={value.includes(scope)}
          onChange={(isChosen) =>
            onChange(offered.filter((each) => (each === scope ? isChosen : value.includes(each))))
          }
          label={t(scope)}
          hint={hints[scope]}
        />
      ))}
    </fieldset>
  )
}
