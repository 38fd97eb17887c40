'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useMessageActions } from '../messages/message-actions.ts'
import { Button } from '../ui/button.tsx'

/** Where a message that was searched for does not stand: it may do so in another version of the conversation. */
export function MissingMessage({
  messageId,
  onSeek,
}: {
  messageId: string
  onSeek: (messageId: string) => Promise<boolean>
}) {
  const t = useTranslations('chat')
  const { feed, showVersion } = useMessageActions()
  const [isGone, setGone] = useState(false)
  const mayBeAside = !isGone && feed.view().versions.size > 0

  async function look() {
    await showVersion(messageId)
    await feed.reload()
    // The list is drawn with the next picture.
    await new Promise(requestAnimationFrame)
    if (!(await onSeek(messageId))) setGone(true)
  }

  return (
    <p
      role="status"
      className="absolute inset-x-0 top-0 flex flex-wrap items-center justify-center gap-x-3 border-b bg-warn-tint px-4 py-1.5 text-center text-meta backdrop-blur"
    >
      {t(mayBeAside ? 'notHere' : 'notFound')}
      {mayBeAside && <Button onClick={() => void look().catch(() => setGone(true))}>{t('lookAside')}</Button>}
    </p>
  )
}
