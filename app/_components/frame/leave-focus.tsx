'use client'

import { Minimize2 } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { toggleFocusMode } from '../../_lib/focus-mode.ts'
import { IconButton } from '../ui/icon-button.tsx'

/** Out of focus mode again, in the corner that no page uses. */
export function LeaveFocus() {
  const t = useTranslations('command')
  return (
    <div className="fixed bottom-3 left-3 z-20 rounded-control border bg-surface max-md:bottom-auto max-md:top-14">
      <IconButton label={t('leaveFocus')} onClick={toggleFocusMode}>
        <Minimize2 size={16} />
      </IconButton>
    </div>
  )
}
