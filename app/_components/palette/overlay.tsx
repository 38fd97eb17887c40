'use client'

import { openSession, useSessionParam } from '../../_lib/location.ts'
import { DeleteDialog, ResetDialog } from '../sessions/session-dialogs.tsx'
import { ShortcutSheet } from '../shortcuts/shortcut-sheet.tsx'
import type { Overlay, Palette } from './palette-context.ts'
import { PaletteDialog } from './palette-dialog.tsx'

/** What a key or a command of the palette opened. */
export function OverlayView({
  overlay,
  show,
  onClose,
}: {
  overlay: Overlay
  show: Palette['show']
  onClose: () => void
}) {
  const opened = useSessionParam()
  switch (overlay.kind) {
    case 'palette':
      return <PaletteDialog show={show} onClose={onClose} />
    case 'help':
      return <ShortcutSheet onClose={onClose} />
    case 'reset':
      return <ResetDialog session={overlay.session} onClose={onClose} />
    case 'delete':
      return (
        <DeleteDialog
          session={overlay.session}
          onClose={onClose}
          onDeleted={() => {
            if (opened === overlay.session.id) openSession(null)
          }}
        />
      )
  }
}
