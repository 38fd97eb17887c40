'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { type ExecBinding, shortHash } from '#protocol/access/approvals.ts'
import { reveal } from '#protocol/access/reveal.ts'
import { Fact, Plain } from './fact.tsx'

/** What an approval of a command holds for beside its words: this very program, its files, its environment. */
export function BoundFacts({ binding }: { binding: ExecBinding }) {
  const t = useTranslations('approval')
  const { program, scripts, environment, variables = [] } = binding
  return (
    <>
      <Fact name={t('program')}>
        <Hashed name={program.path} sha256={program.sha256} />
      </Fact>
      {scripts.length > 0 && (
        <Fact name={t('files')}>
          <ul>
            {scripts.map(({ path, sha256 }) => (
              <li key={path}>
                <Hashed name={path} sha256={sha256} />
              </li>
            ))}
          </ul>
        </Fact>
      )}
      <Fact name={t('environment')}>
        <Hashed name={variables.join(' ')} sha256={environment} />
        <p className="mt-1 text-fg-2 text-meta">{t('bound')}</p>
      </Fact>
    </>
  )
}

/** Something and the beginning of its hash, which a press shows whole. */
function Hashed({ name, sha256 }: { name: string; sha256: string }) {
  const [isWhole, setWhole] = useState(false)
  return (
    <span className="flex flex-wrap items-center gap-x-3">
      {name !== '' && <Plain>{reveal(name)}</Plain>}
      <button
        type="button"
        title={sha256}
        aria-expanded={isWhole}
        onClick={() => setWhole(!isWhole)}
        className="-my-2 min-h-11 text-left font-mono text-fg-2 text-meta [overflow-wrap:anywhere] hover:text-fg md:my-0 md:min-h-6"
      >
        {`sha256 ${isWhole ? sha256 : `${shortHash(sha256)}…`}`}
      </button>
    </span>
  )
}
