'use client'

import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import type { Approval } from '#protocol/access/approvals.ts'
import { toolContracts } from '#protocol/tools.ts'
import { useKnownWords } from '../../_i18n/use-known-words.ts'
import { formatDuration } from '../tools/tool-call.ts'
import { plainText } from '../tools/tool-result.tsx'
import { reveal } from './reveal.ts'

/** Everything that would run, whole: a command one argument a line, so that no space hides a border. */
export function ApprovalInput({ approval }: { approval: Approval }) {
  const t = useTranslations('approval')
  const ruleWords = useKnownWords('rule')
  const command = approval.tool === 'exec' ? toolContracts.exec.input.safeParse(approval.input) : undefined
  return (
    <dl className="mt-3 flex flex-col gap-3 text-ui">
      {command?.success ? (
        <>
          <Fact name={t('command')}>
            <ol className="rounded-control border bg-bg p-2.5 font-mono text-meta">
              {numbered(command.data.argv).map(({ place, word }) => (
                <li key={place} className="grid grid-cols-[2.5ch_1fr] gap-2">
                  <span className="select-none text-right text-fg-3 tabular-nums" aria-hidden="true">
                    {place}
                  </span>
                  <span className="[overflow-wrap:anywhere] whitespace-pre-wrap">{reveal(word)}</span>
                </li>
              ))}
            </ol>
          </Fact>
          <Fact name={t('folder')}>
            <span className="font-mono text-meta [overflow-wrap:anywhere]">
              {command.data.cwd === undefined ? t('workspace') : reveal(command.data.cwd)}
            </span>
          </Fact>
          {command.data.timeoutMs !== undefined && (
            <Fact name={t('timeLimit')}>
              <span className="font-mono text-meta">{formatDuration(command.data.timeoutMs)}</span>
            </Fact>
          )}
        </>
      ) : (
        <Fact name={approval.tool}>
          <pre className="rounded-control border bg-bg p-2.5 font-mono text-meta [overflow-wrap:anywhere] whitespace-pre-wrap">
            {reveal(plainText(approval.input))}
          </pre>
        </Fact>
      )}
      <Fact name={t('why')}>{ruleWords(approval.rule) ?? approval.reason}</Fact>
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1">
      <dt className="text-fg-2 text-label">{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

const numbered = (argv: readonly string[]) => argv.map((word, index) => ({ place: index + 1, word }))
