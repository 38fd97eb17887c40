import { useTranslations } from 'use-intl'
import { reveal } from '#protocol/access/reveal.ts'
import type { ToolInput } from '#protocol/tools.ts'
import { CommandWords } from './command-words.tsx'
import { Fact, Plain } from './fact.tsx'

/** Words for a program that runs already, all of them, and which program that is. */
export function TypedInput({ input, into }: { input: ToolInput<'process'>; into: readonly string[] }) {
  const t = useTranslations('approval')
  return (
    <>
      <Fact name={t('typedText')} isWide>
        <pre className="rounded-control border bg-bg p-2.5 font-mono text-meta [overflow-wrap:anywhere] whitespace-pre-wrap">
          {reveal(input.text ?? '')}
        </pre>
      </Fact>
      <Fact name={t('typedInto')} isWide>
        <CommandWords argv={into} />
      </Fact>
      <Fact name={t('backgroundCommand')}>
        <Plain>{reveal(input.processId ?? '')}</Plain>
      </Fact>
    </>
  )
}
