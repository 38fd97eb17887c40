'use client'

import { useTranslations } from 'use-intl'
import type { SessionSummary } from '#protocol/sessions.ts'
import { usePanel } from '../../../_lib/panel-context.ts'
import { NameField } from '../../ui/name-field.tsx'
import type { Choose } from '../use-chosen.ts'

/** A new title for the open conversation. */
export function RenameField({
  session,
  onRename,
  onCancel,
}: {
  session: SessionSummary
  onRename: Choose
  onCancel: () => void
}) {
  const t = useTranslations('session')
  const { gateway } = usePanel()
  return (
    <div className="flex flex-col gap-1 p-3.5">
      <p className="text-fg-2 text-label">{t('renameLabel')}</p>
      <NameField
        label={t('renameLabel')}
        name={session.title}
        onRename={(title) =>
          onRename(async () => {
            if (title !== '') await gateway.request('sessions.rename', { sessionId: session.id, title })
          })
        }
        onCancel={onCancel}
      />
    </div>
  )
}
