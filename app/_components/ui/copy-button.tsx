'use client'

import { Check, Copy } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { IconButton } from './icon-button.tsx'
import { useCopy } from './use-copy.ts'

export function CopyButton({ text, label, className }: { text: string; label?: string; className?: string }) {
  const t = useTranslations('chat')
  const { isCopied, copy } = useCopy(text)
  return (
    <IconButton
      label={isCopied ? t('copied') : (label ?? t('copy'))}
      onClick={copy}
      {...(className === undefined ? {} : { className })}
    >
      {isCopied ? <Check size={16} className="text-ok" /> : <Copy size={16} />}
    </IconButton>
  )
}
