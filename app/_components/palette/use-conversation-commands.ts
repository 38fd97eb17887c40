import {
  Archive,
  ArchiveRestore,
  Braces,
  CircleStop,
  Cpu,
  FileDown,
  Pencil,
  RotateCcw,
  RotateCw,
  Trash2,
} from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { useTranslations } from 'use-intl'
import type { SessionSummary } from '#protocol/sessions.ts'
import { usePanel } from '../../_lib/panel-context.ts'
import { useFeeds } from '../../_lib/session/use-feed.ts'
import { type ExportFormat, saveExport } from '../sessions/export-session.ts'
import { isMain } from '../sidebar/session-title.ts'
import type { Command } from './command.ts'
import type { Palette } from './palette-context.ts'

/** What can be done with the open conversation. */
export function useConversationCommands(
  session: SessionSummary | undefined,
  show: Palette['show'],
): Command[] {
  const t = useTranslations('session')
  const tCommand = useTranslations('command')
  const { gateway } = usePanel()
  const feeds = useFeeds()
  const feed = feeds(session?.id ?? 'new')
  const view = useSyncExternalStore(feed.onChange, feed.view, feed.view)
  if (!session) return []

  const sessionId = session.id
  const save = async (format: ExportFormat) =>
    saveExport(await gateway.request('sessions.export', { sessionId, format }), format)
  const last = view.messages.at(-1)?.metadata
  const failedRun = last?.status === 'failed' || last?.status === 'interrupted' ? last.runId : undefined
  const commands: (Command | false)[] = [
    view.running && {
      id: 'stop',
      group: 'conversation',
      title: tCommand('stop'),
      icon: CircleStop,
      shortcut: 'stop',
      run: () => feed.stopRun(),
    },
    failedRun !== undefined && {
      id: 'retry',
      group: 'conversation',
      title: tCommand('retry'),
      icon: RotateCw,
      run: () => feed.retry(failedRun),
    },
    { id: 'model', group: 'conversation', title: tCommand('model'), icon: Cpu, run: 'models' },
    { id: 'rename', group: 'conversation', title: tCommand('rename'), icon: Pencil, run: 'rename' },
    !isMain(session) && {
      id: 'archive',
      group: 'conversation',
      title: session.archived ? t('unarchive') : t('archive'),
      icon: session.archived ? ArchiveRestore : Archive,
      run: () => gateway.request('sessions.archive', { sessionId, archived: !session.archived }),
    },
    {
      id: 'export-markdown',
      group: 'conversation',
      title: t('exportMarkdown'),
      icon: FileDown,
      run: () => save('markdown'),
    },
    {
      id: 'export-json',
      group: 'conversation',
      title: t('exportJson'),
      icon: Braces,
      run: () => save('json'),
    },
    {
      id: 'reset',
      group: 'conversation',
      title: `${t('reset')}…`,
      icon: RotateCcw,
      run: () => show({ kind: 'reset', session }),
    },
    !isMain(session) && {
      id: 'delete',
      group: 'conversation',
      title: `${t('delete')}…`,
      icon: Trash2,
      run: () => show({ kind: 'delete', session }),
    },
  ]
  return commands.filter((command) => command !== false)
}
