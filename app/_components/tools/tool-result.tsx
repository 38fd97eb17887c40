'use client'

import { useMemo } from 'react'
import { useTranslations } from 'use-intl'
import { type ToolOutput, toolContracts } from '#protocol/tools.ts'
import { TextPanel } from './text-panel.tsx'
import type { ToolCall } from './tool-call.ts'

/** What a call gave, in the form that suits its tool; anything unknown as it is. */
export function ToolResult({ call }: { call: ToolCall }) {
  if (call.name === 'read') {
    const parsed = toolContracts.read.output.safeParse(call.output)
    if (parsed.success) return <ReadResult output={parsed.data} />
  }
  if (call.name === 'list') {
    const parsed = toolContracts.list.output.safeParse(call.output)
    if (parsed.success) return <ListResult output={parsed.data} />
  }
  if (call.name === 'write' || call.name === 'edit') return <ChangeResult call={call} />
  return <ValuePanel value={call.output} />
}

function ReadResult({ output }: { output: ToolOutput<'read'> }) {
  const t = useTranslations('tool')
  const count = useMemo(() => countLines(output.content), [output.content])
  return (
    <div className="flex flex-col gap-1">
      <TextPanel text={output.content} />
      {(output.truncated || count < output.totalLines) && (
        <p className="text-fg-3 text-meta">
          {t('lines', {
            first: output.firstLine,
            last: output.firstLine + Math.max(0, count - 1),
            total: output.totalLines,
          })}
        </p>
      )}
    </div>
  )
}

/** Without a list of them: a result may have a hundred thousand. */
function countLines(text: string): number {
  let count = text === '' || text.endsWith('\n') ? 0 : 1
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1
  return count
}

function ListResult({ output }: { output: ToolOutput<'list'> }) {
  const t = useTranslations('tool')
  if (output.entries.length === 0) return <p className="text-fg-3 text-meta">{t('emptyFolder')}</p>
  return (
    <div className="flex flex-col gap-1">
      <ul className="max-h-80 overflow-y-auto rounded-control border bg-bg px-2.5 py-1.5 font-mono text-meta">
        {output.entries.map((entry) => (
          <li key={entry.name} className="flex justify-between gap-4">
            <span className="[overflow-wrap:anywhere]">
              {entry.name}
              {entry.kind === 'folder' ? '/' : ''}
            </span>
            {entry.kind === 'file' && (
              <span className="shrink-0 text-fg-3 tabular-nums">{t('bytes', { count: entry.bytes })}</span>
            )}
          </li>
        ))}
      </ul>
      {output.truncated && <p className="text-fg-3 text-meta">{t('truncated')}</p>}
    </div>
  )
}

function ChangeResult({ call }: { call: ToolCall }) {
  const t = useTranslations('tool')
  const written = toolContracts.write.output.safeParse(call.output)
  if (call.name === 'write' && written.success) {
    return <p className="text-ui">{t('written', { path: written.data.path, count: written.data.bytes })}</p>
  }
  const edited = toolContracts.edit.output.safeParse(call.output)
  if (call.name === 'edit' && edited.success) {
    return (
      <p className="text-ui">{t('replaced', { path: edited.data.path, count: edited.data.replacements })}</p>
    )
  }
  return <ValuePanel value={call.output} />
}

/** Anything as text; a large value is written out once, not at each word of the answer around it. */
export function ValuePanel({ value }: { value: unknown }) {
  const text = useMemo(() => plainText(value), [value])
  return <TextPanel text={text} />
}

export function plainText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? '')
}
