'use client'

import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useTRPC } from '../../_lib/trpc.ts'
import { PageSection } from '../frame/page-section.tsx'
import { Answered } from '../list/answered.tsx'
import { RevokeButton } from '../list/revoke-button.tsx'
import { Row, Rows } from '../list/row.tsx'
import { useCommands } from '../palette/palette-context.ts'
import { Button } from '../ui/button.tsx'
import { CreateToken } from './create-token.tsx'
import { CredentialFacts } from './credential-facts.tsx'

/** Credentials of the owner's own programs. */
export function TokenList() {
  const t = useTranslations('tokens')
  const answer = useQuery(useTRPC().tokens.list.queryOptions({}))
  const [isCreating, setCreating] = useState(false)
  const tokens = answer.data?.tokens ?? []
  useCommands([
    { id: 'create-token', group: 'page', title: t('create'), icon: Plus, run: () => setCreating(true) },
  ])
  return (
    <PageSection
      title={t('title')}
      hint={t('hint')}
      action={
        answer.data && (
          <Button onClick={() => setCreating(true)}>
            <Plus size={16} aria-hidden="true" />
            {t('create')}
          </Button>
        )
      }
    >
      <Answered answer={answer}>
        {tokens.length === 0 ? (
          <p className="text-fg-3 text-ui">{t('empty')}</p>
        ) : (
          <Rows>
            {tokens.map((token) => (
              <Row
                key={token.id}
                actions={
                  <RevokeButton
                    name={token.name}
                    explain={t('revokeExplain')}
                    method="tokens.revoke"
                    params={{ id: token.id }}
                    onRevoked={() => void answer.refetch()}
                  />
                }
              >
                <p className="font-medium text-ui [overflow-wrap:anywhere]">{token.name}</p>
                <CredentialFacts credential={token} />
              </Row>
            ))}
          </Rows>
        )}
      </Answered>
      {isCreating && (
        <CreateToken
          onClose={() => {
            setCreating(false)
            void answer.refetch()
          }}
        />
      )}
    </PageSection>
  )
}
