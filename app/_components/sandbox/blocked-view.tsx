'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useSessionParam } from '../../_lib/location.ts'
import { useTRPC } from '../../_lib/trpc.ts'
import { PageSection } from '../frame/page-section.tsx'
import { Answered } from '../list/answered.tsx'
import { useSessionTitle } from '../sidebar/session-title.ts'
import { Field, Select } from '../ui/field.tsx'
import { Explanation } from './explanation.tsx'

/** For one conversation: where its tools work, what each of them would be answered now, and why. */
export function BlockedView() {
  const t = useTranslations('sandboxPage')
  const titleOf = useSessionTitle()
  const answer = useQuery(useTRPC().sessions.list.queryOptions({}))
  const named = useSessionParam()
  const [picked, setPicked] = useState<string | null>(null)
  const sessions = answer.data?.sessions ?? []
  // Somebody who asks mostly means a conversation with others.
  const usual = sessions.find(({ trusted }) => !trusted) ?? sessions[0]
  const sessionId = picked ?? sessions.find(({ id }) => id === named)?.id ?? usual?.id
  return (
    <PageSection title={t('why')} hint={t('whyHint')}>
      <Answered answer={answer}>
        <Field label={t('conversation')}>
          {(id) => (
            <Select
              id={id}
              value={sessionId ?? ''}
              options={sessions.map((session) => ({
                value: session.id,
                text: `${titleOf(session)} · ${t(session.trusted ? 'yours' : 'others')}`,
              }))}
              onChange={setPicked}
            />
          )}
        </Field>
        {sessionId !== undefined && <Explanation sessionId={sessionId} />}
      </Answered>
    </PageSection>
  )
}
