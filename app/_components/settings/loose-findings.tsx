'use client'

import { isMistake } from '#protocol/config/findings/finding.ts'
import { formatPath } from '#protocol/config/path.ts'
import { Callout } from '../ui/callout.tsx'
import { visible } from '../ui/visible.ts'
import { ANY_NAME, type Field, type Finding } from './draft.ts'
import { useProblemWords } from './use-setting-words.ts'

/** What was found in the file at places for which there is no field. */
export function LooseFindings({
  findings,
  fields,
}: {
  findings: readonly Finding[]
  fields: readonly Field[]
}) {
  const problemOf = useProblemWords()
  // Mistakes are told of above.
  const loose = findings.filter(
    (finding) => !isMistake(finding) && (finding.kind === 'unknown' || !hasField(fields, finding.path)),
  )
  if (loose.length === 0) return null
  return (
    <Callout tone="warn">
      <ul className="flex flex-col gap-1">
        {loose.map(({ message, ...finding }) => (
          <li key={message} className="[overflow-wrap:anywhere]">
            <code className="block font-mono text-meta">{visible(formatPath(finding.path))}</code>
            {problemOf({ ...finding, message })}
          </li>
        ))}
      </ul>
    </Callout>
  )
}

const hasField = (fields: readonly Field[], place: Finding['path']): boolean =>
  fields.some(
    ({ path }) =>
      path.length <= place.length && path.every((step, index) => step === ANY_NAME || step === place[index]),
  )
