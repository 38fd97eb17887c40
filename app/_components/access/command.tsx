'use client'

import { CopyButton } from '../ui/copy-button.tsx'

/** A command to copy, with what it is for. */
export function Command({ label, command }: { label: string; command: string }) {
  return (
    <div className="flex flex-col gap-1">
      <span className="text-ui">{label}</span>
      <div className="flex items-center justify-between gap-2 rounded-card border bg-surface py-1 pr-1 pl-3">
        <code className="min-w-0 font-mono text-fg text-ui [overflow-wrap:anywhere]">{command}</code>
        <CopyButton text={command} />
      </div>
    </div>
  )
}
