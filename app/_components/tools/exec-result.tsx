'use client'

import { useTranslations } from 'use-intl'
import { type ToolOutput, toolContracts } from '#protocol/tools.ts'
import { TextPanel } from './text-panel.tsx'
import { commandLine, type ToolCall } from './tool-call.ts'

/** A command as a terminal shows it: what was run, what it said, how it ended. */
export function ExecResult({ call }: { call: ToolCall }) {
  const input = toolContracts.exec.input.safeParse(call.input)
  const output = toolContracts.exec.output.safeParse(call.output)
  const said = output.success ? output.data : call.live
  const prompt = input.success
    ? `${input.data.cwd ? `${input.data.cwd} ` : ''}$ ${commandLine(input.data.argv)}\n`
    : ''
  return (
    <div className="flex flex-col gap-1.5">
      <TextPanel tone="terminal" text={`${prompt}${said?.stdout ?? ''}`.trimEnd()} />
      {said?.stderr && <TextPanel tone="error" text={said.stderr.trimEnd()} />}
      {output.success && <Ending output={output.data} />}
    </div>
  )
}

function Ending({ output }: { output: ToolOutput<'exec'> }) {
  const t = useTranslations('tool')
  const facts = [
    output.timedOut ? t('timedOut') : null,
    output.signal ? t('signal', { signal: output.signal }) : null,
    output.exitCode === null ? null : t('exitCode', { code: output.exitCode }),
    output.stdout === '' && output.stderr === '' ? t('noOutput') : null,
    output.truncated ? t('truncated') : null,
  ].filter((fact) => fact !== null)
  return <p className="font-mono text-fg-3 text-meta tabular-nums">{facts.join(' · ')}</p>
}
