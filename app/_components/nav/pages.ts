import {
  ChartColumn,
  Cpu,
  Inbox,
  type LucideIcon,
  MessageSquare,
  MessagesSquare,
  RadioTower,
  ShieldCheck,
} from 'lucide-react'

export interface PageEntry {
  readonly href: string
  readonly icon: LucideIcon
  /** Keys of the catalogue group `nav`. */
  readonly name: 'chat' | 'inbox' | 'sessions' | 'channels' | 'models' | 'usage' | 'access'
  readonly shortName: 'chat' | 'inbox' | 'sessions' | 'channels' | 'models' | 'usage' | 'accessShort'
  /** On phones, where there is room for a few: whether it has a tab of its own. */
  readonly hasTab: boolean
}

export const CHAT: PageEntry = {
  href: '/',
  icon: MessageSquare,
  name: 'chat',
  shortName: 'chat',
  hasTab: true,
}
/** The pages beside the chat. */
export const PAGES: readonly PageEntry[] = [
  { href: '/inbox', icon: Inbox, name: 'inbox', shortName: 'inbox', hasTab: true },
  { href: '/sessions', icon: MessagesSquare, name: 'sessions', shortName: 'sessions', hasTab: false },
  { href: '/channels', icon: RadioTower, name: 'channels', shortName: 'channels', hasTab: true },
  { href: '/models', icon: Cpu, name: 'models', shortName: 'models', hasTab: false },
  { href: '/usage', icon: ChartColumn, name: 'usage', shortName: 'usage', hasTab: false },
  { href: '/access', icon: ShieldCheck, name: 'access', shortName: 'accessShort', hasTab: true },
]
