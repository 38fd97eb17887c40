'use client'

import { Archive, ArchiveRestore, Braces, Ellipsis, FileDown, Pencil, RotateCcw, Trash2 } from 'lucide-react'
import { useTranslations } from 'use-intl'
import type { SessionSummary } from '#protocol/sessions.ts'
import { isMain, useSessionTitle } from '../sidebar/session-title.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx'
import type { ExportFormat } from './export-session.ts'

export interface SessionChoices {
  onRename: () => void
  onArchive: () => void
  onReset: () => void
  onDelete: () => void
  onExport: (format: ExportFormat) => void
}

/** What can be done with a conversation. The main one stays: it is never put away or deleted. */
export function SessionMenu({
  session,
  className,
  ...choices
}: SessionChoices & { session: SessionSummary; className?: string }) {
  const t = useTranslations('session')
  const titleOf = useSessionTitle()
  const canGo = !isMain(session)
  return (
    <Menu
      trigger={
        <IconButton
          label={t('menu', { title: titleOf(session) })}
          {...(className === undefined ? {} : { className })}
        >
          <Ellipsis size={16} />
        </IconButton>
      }
    >
      <MenuItem icon={<Pencil size={14} />} onSelect={choices.onRename}>
        {t('rename')}
      </MenuItem>
      {canGo && (
        <MenuItem
          icon={session.archived ? <ArchiveRestore size={14} /> : <Archive size={14} />}
          onSelect={choices.onArchive}
        >
          {session.archived ? t('unarchive') : t('archive')}
        </MenuItem>
      )}
      <MenuItem icon={<FileDown size={14} />} onSelect={() => choices.onExport('markdown')}>
        {t('exportMarkdown')}
      </MenuItem>
      <MenuItem icon={<Braces size={14} />} onSelect={() => choices.onExport('json')}>
        {t('exportJson')}
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={<RotateCcw size={14} />} onSelect={choices.onReset}>
        {t('reset')}
      </MenuItem>
      {canGo && (
        <MenuItem icon={<Trash2 size={14} />} onSelect={choices.onDelete}>
          {t('delete')}
        </MenuItem>
      )}
    </Menu>
  )
}
