import {
  CalendarClock,
  CalendarX,
  CircleQuestionMark,
  FilePen,
  FileText,
  FolderOpen,
  Gauge,
  type LucideIcon,
  MessageSquarePlus,
  MessageSquareShare,
  Paperclip,
  Replace,
  Search,
  SquareTerminal,
  Wrench,
} from 'lucide-react'
import { useTranslations } from 'use-intl'
import * as z from 'zod'
import { toolContracts } from '#protocol/tools.ts'
import { commandLine } from './tool-call.ts'

const ICONS: Readonly<Record<string, LucideIcon>> = {
  read: FileText,
  list: FolderOpen,
  write: FilePen,
  edit: FilePen,
  search: Search,
  exec: SquareTerminal,
  process: SquareTerminal,
  ask: CircleQuestionMark,
  send_file: Paperclip,
  new_session: MessageSquarePlus,
  session_send: MessageSquareShare,
  switch_model: Replace,
  schedule: CalendarClock,
  jobs: CalendarClock,
  cancel_job: CalendarX,
  status: Gauge,
  usage: Gauge,
}

export const toolIcon = (name: string): LucideIcon => ICONS[name] ?? Wrench

const pathInput = z.object({ path: z.string() })
const processInput = z.object({ action: z.string() })
const searchInput = z.object({ pattern: z.string().optional() })

/** What a call is for, in words; the tool's bare name where it is not one of ours. */
export function useToolPurpose(): (name: string, input: unknown) => string {
  const t = useTranslations('tool')
  return (name, input) => {
    switch (name) {
      case 'read':
      case 'list':
      case 'write':
      case 'edit':
      case 'send_file': {
        const parsed = pathInput.safeParse(input)
        const path = parsed.success ? parsed.data.path : undefined
        if (name === 'list' && (path === undefined || path === '.')) return t('listWorkspace')
        return t(name, { path: path ?? '…' })
      }
      case 'exec': {
        const parsed = toolContracts.exec.input.safeParse(input)
        return t('exec', { command: parsed.success ? commandLine(parsed.data.argv) : '…' })
      }
      case 'search': {
        const pattern = searchInput.safeParse(input).data?.pattern
        return pattern === undefined ? t('searchFiles') : t('search', { pattern })
      }
      case 'switch_model': {
        const parsed = toolContracts.switch_model.input.safeParse(input)
        return t('switch_model', { model: parsed.success ? parsed.data.model : '…' })
      }
      case 'process': {
        const action = processInput.safeParse(input).data?.action
        return t(action === 'input' ? 'processInput' : action === 'kill' ? 'processKill' : 'process')
      }
      case 'ask':
      case 'session_send':
      case 'remember':
      case 'recall':
      case 'sessions':
      case 'new_session':
      case 'schedule':
      case 'jobs':
      case 'cancel_job':
      case 'status':
      case 'usage':
        return t(name)
      default:
        return t('other', { name })
    }
  }
}
