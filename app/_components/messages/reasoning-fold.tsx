'use client'

import { ChevronRight } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { LazyMarkdown } from '../markdown/lazy-markdown.tsx'

/** What the model thought, folded away. */
export function ReasoningFold({ text, isStreaming }: { text: string; isStreaming: boolean }) {
  const t = useTranslations('chat')
  if (text.trim() === '' && !isStreaming) return null
  return (
    <details className="group/fold mb-2">
      <summary className="flex min-h-11 list-none items-center gap-2 text-fg-2 text-ui hover:text-fg md:min-h-8">
        <ChevronRight size={14} className="transition-transform duration-[140ms] group-open/fold:rotate-90" />
        {isStreaming ? t('thinking') : t('reasoning')}
      </summary>
      <div className="border-l-2 pl-3 text-fg-2">
        <LazyMarkdown text={text} isStreaming={isStreaming} />
      </div>
    </details>
  )
}
