'use client'

import { useTranslations } from 'use-intl'
import type { Approval } from '#protocol/access/approvals.ts'
import { reveal } from '#protocol/access/reveal.ts'
import { type ToolInput, toolContracts } from '#protocol/tools.ts'
import { useKnownWords } from '../../_i18n/use-known-words.ts'
import { formatDuration } from '../tools/tool-call.ts'
import { plainText } from '../tools/tool-result.tsx'
import { BoundFacts } from './bound-facts.tsx'
import { CommandWords } from './command-words.tsx'
import { Fact, Plain } from './fact.tsx'
import { ScheduledInput } from './scheduled-input.tsx'
import { TypedInput } from './typed-input.tsx'

/** Everything that would run, whole: a command one argument a line, so that no space hides a border. */
export function ApprovalInput({ approval }: { approval: Approval }) {
  const t = useTranslations('approval')
  const ruleWords = useKnownWords('rule')
  const { binding, outside, typesInto } = approval
  const command = approval.tool === 'exec' ? toolContracts.exec.input.safeParse(approval.input) : undefined
  const scheduled =
    approval.tool === 'schedule' ? toolContracts.schedule.input.safeParse(approval.input) : undefined
  const typed =
    approval.tool === 'process' ? toolContracts.process.input.safeParse(approval.input) : undefined
  return (
    <dl className="mt-3 flex flex-col gap-3 text-ui md:gap-2">
      {command?.success ? (
        <Command command={command.data} directory={binding?.directory} />
      ) : scheduled?.success ? (
        <ScheduledInput input={scheduled.data} />
      ) : typed?.success && typesInto ? (
        <TypedInput input={typed.data} into={typesInto} />
      ) : (
        <Fact name={approval.tool} isWide>
          <pre className="rounded-control border bg-bg p-2.5 font-mono text-meta [overflow-wrap:anywhere] whitespace-pre-wrap">
            {reveal(plainText(approval.input))}
          </pre>
        </Fact>
      )}
      {outside !== null && outside !== binding?.directory && (
        <Fact name={t('outside')}>
          <Plain>{reveal(outside)}</Plain>
        </Fact>
      )}
      {binding && <BoundFacts binding={binding} />}
      <Fact name={t('why')}>{ruleWords(approval.rule) ?? approval.reason}</Fact>
    </dl>
  )
}

function Command({
  command: { argv, cwd, timeoutMs, background },
  directory,
}: {
  command: ToolInput<'exec'>
  /** Where `cwd` leads, if that is known. */
  directory: string | undefined
}) {
  const t = useTranslations('approval')
  return (
    <>
      <Fact name={t('command')} isWide>
        <CommandWords argv={argv} />
      </Fact>
      <Fact name={t('folder')}>
        <Plain>{reveal(directory ?? cwd ?? t('workspace'))}</Plain>
      </Fact>
      {timeoutMs !== undefined && (
        <Fact name={t('timeLimit')}>
          <Plain>{formatDuration(timeoutMs)}</Plain>
        </Fact>
      )}
      {background && <Fact name={t('background')}>{t('backgroundOn')}</Fact>}
    </>
  )
}
