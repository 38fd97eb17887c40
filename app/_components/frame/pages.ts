import { Inbox, type LucideIcon, MessageSquare, ShieldCheck } from 'lucide-react'

interface PageEntry {
  readonly href: string
  readonly icon: LucideIcon
  /** Keys of the catalogue group `nav`. */
  readonly name: 'chat' | 'inbox' | 'access'
  readonly shortName: 'chat' | 'inbox' | 'accessShort'
}

export const CHAT: PageEntry = { href: '/', icon: MessageSquare, name: 'chat', shortName: 'chat' }
/** The pages beside the chat. */
export const PAGES: readonly PageEntry[] = [
  { href: '/inbox', icon: Inbox, name: 'inbox', shortName: 'inbox' },
  { href: '/access', icon: ShieldCheck, name: 'access', shortName: 'accessShort' },
]
