import { useQuery } from '@tanstack/react-query'
import {
  Keyboard,
  Languages,
  LogOut,
  Maximize2,
  Minimize2,
  Monitor,
  Moon,
  Plus,
  Smartphone,
  Sun,
} from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { LANGUAGES, setLanguage, setTheme, THEMES, useLanguage, useTheme } from '../../_lib/appearance.ts'
import { toggleFocusMode, useFocusMode } from '../../_lib/focus-mode.ts'
import { signOut } from '../../_lib/login.ts'
import { useTRPC } from '../../_lib/trpc.ts'
import { useOpenSession } from '../../_lib/use-open-session.ts'
import { useNewChatCommands } from '../assistants/use-new-chat-commands.ts'
import { PAGES } from '../nav/pages.ts'
import type { Command } from './command.ts'
import type { Palette } from './palette-context.ts'

const THEME_ICONS = { system: Monitor, light: Sun, dark: Moon }
const LANGUAGE_COMMANDS = { en: 'English', zh: '中文' } as const

/** What can be done from every page. */
export function usePanelCommands(show: Palette['show']): Command[] {
  const t = useTranslations('command')
  const tName = useTranslations('pageName')
  const router = useRouter()
  const openSession = useOpenSession()
  const theme = useTheme()
  const language = useLanguage()
  const isFocused = useFocusMode()
  const tailscale = useQuery(useTRPC().status.get.queryOptions({})).data?.tailscale
  const phoneUrl = tailscale?.state === 'serving' ? tailscale.url : null
  return [
    {
      id: 'new-chat',
      group: 'go',
      title: t('newChat'),
      icon: Plus,
      shortcut: 'newChat',
      run: () => openSession('new'),
    },
    ...useNewChatCommands(),
    ...PAGES.map(
      ({ href, icon, name }): Command => ({
        id: `page ${href}`,
        group: 'go',
        title: t('goTo', { page: tName(name) }),
        icon,
        run: () => router.push(href),
      }),
    ),
    ...THEMES.filter((each) => each !== theme).map(
      (each): Command => ({
        id: `theme ${each}`,
        group: 'panel',
        title: t(each),
        words: t('themeWords'),
        icon: THEME_ICONS[each],
        run: () => setTheme(each),
      }),
    ),
    ...LANGUAGES.filter((each) => each !== language).map(
      (each): Command => ({
        id: `language ${each}`,
        group: 'panel',
        title: LANGUAGE_COMMANDS[each],
        words: t('languageWords'),
        icon: Languages,
        run: () => setLanguage(each),
      }),
    ),
    {
      id: 'focus-mode',
      group: 'panel',
      title: isFocused ? t('leaveFocus') : t('focus'),
      icon: isFocused ? Minimize2 : Maximize2,
      shortcut: 'focusMode',
      run: toggleFocusMode,
    },
    {
      id: 'phone',
      group: 'panel',
      title: phoneUrl === null ? t('phone') : t('copyPhoneLink'),
      icon: Smartphone,
      run: () => (phoneUrl === null ? router.push('/access') : navigator.clipboard.writeText(phoneUrl)),
    },
    {
      id: 'help',
      group: 'panel',
      title: t('help'),
      icon: Keyboard,
      shortcut: 'help',
      run: () => show({ kind: 'help' }),
    },
    { id: 'sign-out', group: 'panel', title: t('signOut'), icon: LogOut, run: () => signOut() },
  ]
}
