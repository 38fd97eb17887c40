'use client'

import { useId } from 'react'
import { useTranslations } from 'use-intl'
import { Choice } from '../ui/choice.tsx'

/** A guest unless the owner says that it is himself. */
export function WhoChoice({
  value,
  onChange,
}: {
  value: 'guest' | 'owner'
  onChange: (value: 'guest' | 'owner') => void
}) {
  const t = useTranslations('pairing')
  const group = useId()
  const hints = { guest: t('guestHint'), owner: t('ownerHint') }
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="pb-1 text-fg-2 text-label">{t('who')}</legend>
      {(['guest', 'owner'] as const).map((who) => (
        <Choice
          key={who}
          type="radio"
          group={group}
          isChosen={value === who}
          onChange={() => onChange(who)}
          label={t(who)}
          hint={hints[who]}
        />
      ))}
    </fieldset>
  )
}
