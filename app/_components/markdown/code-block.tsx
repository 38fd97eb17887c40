'use client'

import { CopyButton } from '../ui/copy-button.tsx'

/** The whole box scrolls sideways, so that the keyboard reaches it by the button inside. */
export function CodeBlock({ language, code }: { language: string; code: string }) {
  return (
    <div className="mb-3 overflow-x-auto rounded-card border bg-surface">
      <div className="sticky left-0 flex items-center justify-between border-b py-0.5 pr-1 pl-3 text-fg-3 text-meta">
        <span className="font-mono">{language}</span>
        <CopyButton text={code} />
      </div>
      <pre className="code w-max min-w-full p-3 font-mono">
        <code>{code}</code>
      </pre>
    </div>
  )
}
