'use client'

import { useQuery } from '@tanstack/react-query'
import { Bell, LogOut, SunMoon } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { LANGUAGES, setLanguage, setTheme, THEMES, useLanguage, useTheme } from '../../_lib/appearance.ts'
import { signOut } from '../../_lib/login.ts'
import { useTRPC } from '../../_lib/trpc.ts'
import { Menu, MenuChoice, MenuItem, MenuSeparator } from '../ui/menu.tsx'

/** Every language is named in itself. */
const LANGUAGE_NAMES = { en: 'English', zh: '中文' }

export function SettingsMenu() {
  const t = useTranslations('settings')
  const tAccess = useTranslations('access')
  const router = useRouter()
  const theme = useTheme()
  const language = useLanguage() ?? 'en'
  const version = useQuery(useTRPC().status.get.queryOptions({})).data?.version
  const themeNames = { system: t('themeSystem'), light: t('themeLight'), dark: t('themeDark') }
  return (
    <Menu
      side="top"
      trigger={
        <button
          type="button"
          className="flex min-h-11 w-full items-center gap-2 rounded-control px-2.5 text-fg-2 hover:bg-raised hover:text-fg md:min-h-8"
        >
          <SunMoon size={16} strokeWidth={1.75} aria-hidden="true" />
          {t('menu')}
        </button>
      }
    >
      <MenuChoice
        label={t('theme')}
        value={theme}
        onChange={setTheme}
        options={THEMES.map((value) => ({ value, content: themeNames[value] }))}
      />
      <MenuSeparator />
      <MenuChoice
        label={t('language')}
        value={language}
        onChange={setLanguage}
        options={LANGUAGES.map((value) => ({ value, content: LANGUAGE_NAMES[value] }))}
      />
      <MenuSeparator />
      <MenuItem icon={<Bell size={14} />} onSelect={() => router.push('/access#notices')}>
        {t('notices')}
      </MenuItem>
      <MenuItem icon={<LogOut size={14} />} onSelect={() => void signOut()}>
        {tAccess('signOut')}
      </MenuItem>
      {version && <p className="px-3 py-1.5 text-fg-3 text-meta">{t('version', { version })}</p>}
    </Menu>
  )
}
