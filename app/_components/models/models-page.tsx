'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { useTRPC } from '../../_lib/trpc.ts'
import { Answered } from '../devices/answered.tsx'
import { Rows } from '../devices/row.tsx'
import { PageBody } from '../frame/page-body.tsx'
import { PageSection } from '../frame/page-section.tsx'
import { Callout } from '../ui/callout.tsx'
import { ModelRow } from './model-row.tsx'
import { ProviderRow } from './provider-row.tsx'

/** Who answers, who else could, and the keys that they need. */
export function ModelsPage() {
  const t = useTranslations('models')
  const answer = useQuery(useTRPC().models.list.queryOptions({}))
  const { models = [], providers = [], warnings = [], main } = answer.data ?? {}
  const refetch = () => void answer.refetch()
  return (
    <PageBody title={t('title')}>
      <PageSection title={t('list')} hint={t('listHint')}>
        <Answered answer={answer}>
          {warnings.map((warning) => (
            <Callout key={warning} tone="warn">
              {warning}
            </Callout>
          ))}
          <Rows>
            {models.map((model) => (
              <ModelRow
                key={model.reference}
                model={model}
                isMain={model.reference === main}
                isKeyless={providers.some(
                  ({ provider, needsKey, keys }) =>
                    provider === model.provider && needsKey && keys.length === 0,
                )}
                onChanged={refetch}
              />
            ))}
          </Rows>
        </Answered>
      </PageSection>
      <PageSection title={t('providers')} hint={t('providersHint')}>
        <Answered answer={answer}>
          <Rows>
            {providers.map((provider) => (
              <ProviderRow key={provider.provider} provider={provider} onChanged={refetch} />
            ))}
          </Rows>
        </Answered>
      </PageSection>
    </PageBody>
  )
}
