import {
  BookCheck,
  Box,
  ChartColumn,
  Cpu,
  Inbox,
  type LucideIcon,
  MessageSquare,
  MessagesSquare,
  RadioTower,
  ScrollText,
  Settings,
  ShieldCheck,
} from 'lucide-react'
import type { Catalogue } from '../../_i18n/catalogue.ts'

/** `daily` stands on top, without a heading; the others have theirs in the catalogue group `nav`. */
export type PageGroup = 'daily' | 'assistant' | 'system'

export interface PageEntry {
  readonly href: string
  readonly icon: LucideIcon
  /** Key of the catalogue group `pageName`. */
  readonly name: keyof Catalogue['pageName']
  readonly group: PageGroup
  /** On phones, where there is room for a few: a tab of its own. The others are behind “More”. */
  readonly hasTab?: true
}

/** Every page of the panel, in the order in which it is shown everywhere. */
export const PAGES: readonly PageEntry[] = [
  { href: '/', icon: MessageSquare, name: 'chat', group: 'daily', hasTab: true },
  { href: '/inbox', icon: Inbox, name: 'inbox', group: 'daily', hasTab: true },
  { href: '/sessions', icon: MessagesSquare, name: 'sessions', group: 'daily', hasTab: true },
  { href: '/channels', icon: RadioTower, name: 'channels', group: 'assistant' },
  { href: '/models', icon: Cpu, name: 'models', group: 'assistant' },
  { href: '/usage', icon: ChartColumn, name: 'usage', group: 'assistant' },
  { href: '/sandbox', icon: Box, name: 'sandbox', group: 'system' },
  { href: '/access', icon: ShieldCheck, name: 'access', group: 'system' },
  { href: '/logs', icon: ScrollText, name: 'logs', group: 'system' },
  { href: '/audit', icon: BookCheck, name: 'audit', group: 'system' },
  { href: '/settings', icon: Settings, name: 'settings', group: 'system' },
]

export const pagesOf = (group: PageGroup): readonly PageEntry[] =>
  PAGES.filter((page) => page.group === group)
