'use client'

import { usePathname } from 'next/navigation'
import { type ReactNode, useEffect } from 'react'
import { useTranslations } from 'use-intl'
import { useFocusMode } from '../../_lib/focus-mode.ts'
import { useWide } from '../../_lib/use-media.ts'
import { BottomBar } from '../nav/bottom-bar.tsx'
import { PaletteHost } from '../palette/palette-host.tsx'
import { Sidebar } from '../sidebar/sidebar.tsx'
import { keepFocus } from './keep-focus.ts'
import { LeaveFocus } from './leave-focus.tsx'

/** What stands around every page: conversations and pages at the side, on phones the pages below. */
export function PanelShell({ children }: { children: ReactNode }) {
  const t = useTranslations('app')
  const isChat = usePathname() === '/'
  const isFocused = useFocusMode()
  const isWide = useWide()
  useEffect(keepFocus, [])
  return (
    <PaletteHost>
      <div className="flex h-dvh flex-col overflow-hidden md:flex-row print:h-auto print:overflow-visible">
        <a
          href={isChat ? '#composer' : '#content'}
          className="sr-only rounded-control bg-surface p-3 focus:not-sr-only focus:absolute focus:z-50"
        >
          {isChat ? t('skipToComposer') : t('skipToContent')}
        </a>
        {!isFocused && <Sidebar isDrawer={!isWide} />}
        <main id="content" tabIndex={-1} className="flex min-h-0 min-w-0 flex-1 flex-col outline-none">
          {children}
        </main>
        {isFocused ? <LeaveFocus /> : !isWide && <BottomBar />}
      </div>
    </PaletteHost>
  )
}
