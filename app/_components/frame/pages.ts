import { Inbox, type LucideIcon, MessageSquare, RadioTower, ShieldCheck } from 'lucide-react'

export interface PageEntry {
  readonly href: string
  readonly icon: LucideIcon
  /** Keys of the catalogue group `nav`. */
  readonly name: 'chat' | 'inbox' | 'channels' | 'access'
  readonly shortName: 'chat' | 'inbox' | 'channels' | 'accessShort'
}

export const CHAT: PageEntry = { href: '/', icon: MessageSquare, name: 'chat', shortName: 'chat' }
/** The pages beside the chat. */
export const PAGES: readonly PageEntry[] = [
  { href: '/inbox', icon: Inbox, name: 'inbox', shortName: 'inbox' },
  { href: '/channels', icon: RadioTower, name: 'channels', shortName: 'channels' },
  { href: '/access', icon: ShieldCheck, name: 'access', shortName: 'accessShort' },
]
