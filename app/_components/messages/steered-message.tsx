'use client'

import { useTranslations } from 'use-intl'
import type { ChatPart } from '#protocol/messages.ts'
import { Bubble } from './user-message.tsx'

/** A message that joined the answer on its way: it stands where the model got to see it. */
export function SteeredMessage({ part }: { part: Extract<ChatPart, { type: 'steering-message' }> }) {
  const t = useTranslations('chat')
  const text = part.parts.map((each) => (each.type === 'text' ? each.text : '')).join('\n\n')
  return (
    <div className="mt-2 mb-5" data-message={part.id}>
      <Bubble text={text} note={t('steered')} />
    </div>
  )
}
