'use client'

import type { SessionSummary } from '#protocol/sessions.ts'
import type { PaletteList } from '../command.ts'
import type { Palette } from '../palette-context.ts'
import type { Choose } from '../use-chosen.ts'
import { FoundConversations } from './found-conversations.tsx'
import { FoundMessages } from './found-messages.tsx'
import { ListedCommands } from './listed-commands.tsx'

/** What one can do, conversations, and what was said in them. */
export function Everything({
  typed,
  session,
  show,
  onChoose,
  onList,
}: {
  typed: string
  session: SessionSummary | undefined
  show: Palette['show']
  onChoose: Choose
  /** A list of its own is wanted. */
  onList: (list: PaletteList) => void
}) {
  return (
    <>
      <ListedCommands
        typed={typed}
        session={session}
        show={show}
        onChoose={({ run }) => (typeof run === 'string' ? onList(run) : onChoose(run))}
      />
      <FoundConversations typed={typed} onChoose={onChoose} />
      <FoundMessages typed={typed} onChoose={onChoose} />
    </>
  )
}
