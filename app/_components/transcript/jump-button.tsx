'use client'

import { ArrowDown } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { IconButton } from '../ui/icon-button.tsx'

/** The way back to the newest message, for who scrolled up. */
export function JumpButton({ onJump }: { onJump: () => void }) {
  const t = useTranslations('chat')
  return (
    <IconButton
      label={t('jump')}
      onClick={onJump}
      className="absolute bottom-3 left-1/2 -translate-x-1/2 rounded-full! border bg-surface shadow-popover"
    >
      <ArrowDown size={16} />
    </IconButton>
  )
}
