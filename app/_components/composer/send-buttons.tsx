import { ArrowUp, Square } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { IconButton } from '../ui/icon-button.tsx'

export function StopButton({ onStop }: { onStop: () => void }) {
  const t = useTranslations('composer')
  return (
    <IconButton label={t('stopHint')} onClick={onStop} className="md:size-9">
      <Square size={16} fill="currentColor" />
    </IconButton>
  )
}

export function SendButton({ isDisabled }: { isDisabled: boolean }) {
  const t = useTranslations('composer')
  return (
    <IconButton
      label={t('send')}
      type="submit"
      disabled={isDisabled}
      className="bg-accent text-accent-fg! hover:bg-accent hover:brightness-110 disabled:bg-raised disabled:text-fg-3! md:size-9"
    >
      <ArrowUp size={18} />
    </IconButton>
  )
}
