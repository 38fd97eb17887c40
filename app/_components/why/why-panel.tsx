'use client'

import { showWhy, useWhyParam } from '../../_lib/location.ts'
import { WhyDialog } from './why-dialog.tsx'

/** The drawer that the address asks for, so that a terminal or a note can point to it. */
export function WhyPanel() {
  const messageId = useWhyParam()
  if (messageId === null) return null
  return <WhyDialog key={messageId} messageId={messageId} onClose={() => showWhy(null)} />
}
