'use client'

import clsx from 'clsx'
import { Ellipsis } from 'lucide-react'
import { usePathname, useRouter } from 'next/navigation'
import { Fragment } from 'react'
import { useTranslations } from 'use-intl'
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx'
import { ChannelMark } from './channel-mark.tsx'
import type { PageEntry } from './pages.ts'

/** The pages that have no tab of their own, behind one. */
export function MorePages({ pages }: { pages: readonly PageEntry[] }) {
  const t = useTranslations('nav')
  const tName = useTranslations('pageName')
  const router = useRouter()
  const path = usePathname()
  const isOpen = pages.some(({ href }) => href === path)
  return (
    <div className="flex flex-1">
      <Menu
        side="top"
        trigger={
          <button
            type="button"
            className={clsx(
              'flex min-h-13 flex-1 flex-col items-center justify-center gap-0.5 text-label',
              isOpen ? 'text-accent' : 'text-fg-2',
            )}
          >
            <span className="relative">
              <Ellipsis size={20} strokeWidth={1.75} aria-hidden="true" />
              <ChannelMark className="absolute -top-0.5 -right-1" />
            </span>
            {t('more')}
          </button>
        }
      >
        {pages.map(({ href, icon: Icon, name, group }, index) => (
          <Fragment key={href}>
            {index > 0 && pages[index - 1]?.group !== group && <MenuSeparator />}
            <MenuItem icon={<Icon size={16} />} onSelect={() => router.push(href)}>
              {tName(name)}
              {name === 'channels' && <ChannelMark className="ml-2 inline-block" />}
            </MenuItem>
          </Fragment>
        ))}
      </Menu>
    </div>
  )
}
