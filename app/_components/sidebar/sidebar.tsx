'use client'

import { X } from 'lucide-react'
import { usePathname } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { useCurrentSession } from '../chat/use-current-session.ts'
import { PageLinks } from '../nav/page-links.tsx'
import { PaletteButton } from '../palette/palette-button.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { Mark } from '../ui/mark.tsx'
import { closeDrawer, DRAWER_ID, useDrawerOpened } from './drawer.ts'
import { SessionList } from './session-list.tsx'
import { SettingsMenu } from './settings-menu.tsx'

/** Conversations: a column on wide pages, a drawer on narrow ones, which holds nothing before it is opened. */
export function Sidebar({ isDrawer }: { isDrawer: boolean }) {
  const t = useTranslations('sidebar')
  const wasOpened = useDrawerOpened()
  if (!isDrawer) {
    return (
      <aside className="flex w-[244px] shrink-0 flex-col border-r bg-surface print:hidden">
        <SidebarContent />
      </aside>
    )
  }
  return (
    <dialog
      id={DRAWER_ID}
      aria-label={t('title')}
      closedby="any"
      className="m-0 h-dvh max-h-none w-[min(320px,85vw)] max-w-none border-r bg-surface text-fg backdrop:bg-[rgb(0_0_0/45%)] open:flex open:animate-slide open:flex-col"
    >
      {wasOpened && <SidebarContent isDrawer />}
    </dialog>
  )
}

function SidebarContent({ isDrawer = false }: { isDrawer?: boolean }) {
  const { sessionId } = useCurrentSession()
  const isChat = usePathname() === '/'
  const current = isChat ? sessionId : undefined
  const onOpen = isDrawer ? closeDrawer : undefined
  const t = useTranslations('sidebar')
  const tApp = useTranslations('app')
  return (
    <>
      <div className="flex min-h-12 shrink-0 items-center gap-2 px-3 pt-[env(safe-area-inset-top)] font-semibold">
        <Mark className="size-6" />
        {tApp('name')}
        {isDrawer && (
          <IconButton label={t('close')} className="ml-auto" onClick={closeDrawer}>
            <X size={18} />
          </IconButton>
        )}
      </div>
      <PaletteButton onOpen={onOpen} />
      <SessionList current={current} onOpen={onOpen} />
      <div className="flex max-h-3/5 shrink-0 flex-col border-t">
        {!isDrawer && <PageLinks />}
        <div className="shrink-0 border-t p-2 pb-[max(8px,env(safe-area-inset-bottom))]">
          <SettingsMenu />
        </div>
      </div>
    </>
  )
}
