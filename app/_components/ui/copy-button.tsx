'use client'

import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { IconButton } from './icon-button.tsx'

const SHOWN_MS = 1500

export function CopyButton({ text, label, className }: { text: string; label?: string; className?: string }) {
  const t = useTranslations('chat')
  const [isCopied, setCopied] = useState(false)

  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setCopied(false), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [isCopied])

  async function copy() {
    try {
      await navigator.clipboard.writeText(text)
      setCopied(true)
    } catch {
      // The browser refused; the text stands there to be selected.
      setCopied(false)
    }
  }

  return (
    <IconButton
      label={isCopied ? t('copied') : (label ?? t('copy'))}
      onClick={() => void copy()}
      {...(className === undefined ? {} : { className })}
    >
      {isCopied ? <Check size={16} className="text-ok" /> : <Copy size={16} />}
    </IconButton>
  )
}
