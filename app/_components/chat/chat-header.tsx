'use client'

import { Menu as MenuIcon } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { MAIN_AGENT } from '#protocol/agent.ts'
import type { SessionSummary } from '#protocol/sessions.ts'
import { usePageTitle } from '../../_lib/use-page-title.ts'
import { AssistantTag } from '../assistants/assistant-tag.tsx'
import { openDrawer } from '../sidebar/drawer.ts'
import { useSessionTitle } from '../sidebar/session-title.ts'
import { TrustMark } from '../sidebar/trust-mark.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { ContextRing } from './context-ring.tsx'
import { ModelPicker } from './model-picker.tsx'

export function ChatHeader({ session, isNew }: { session: SessionSummary | undefined; isNew: boolean }) {
  const t = useTranslations('sidebar')
  const titleOf = useSessionTitle()
  const title = isNew ? t('newChat') : session ? titleOf(session) : ''
  usePageTitle(title)
  return (
    <header className="flex min-h-12 shrink-0 items-center gap-2 border-b px-2 pt-[env(safe-area-inset-top)] md:px-4">
      <IconButton label={t('open')} onClick={openDrawer} className="md:hidden">
        <MenuIcon size={20} />
      </IconButton>
      <h1 className="min-w-0 truncate font-semibold text-ui">{title}</h1>
      {session && <AssistantTag session={session} className="max-w-20 sm:max-w-32" />}
      {/* Other assistants are in the owner's conversations only; a phone has room for one of the two marks. */}
      {session && (
        <span className={session.agent === MAIN_AGENT ? 'contents' : 'max-sm:hidden'}>
          <TrustMark isTrusted={session.trusted} />
        </span>
      )}
      <div className="ml-auto flex min-w-0 max-w-1/2 shrink-0 items-center print:hidden">
        {session && <ContextRing session={session} />}
        <ModelPicker session={session} />
      </div>
    </header>
  )
}
