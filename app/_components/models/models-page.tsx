'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { PageWords } from '../../_i18n/page-words.tsx'
import { useTRPC } from '../../_lib/trpc.ts'
import { AssistantsSection } from '../assistants/assistants-section.tsx'
import { PageBody } from '../frame/page-body.tsx'
import { PageSection } from '../frame/page-section.tsx'
import { Answered } from '../list/answered.tsx'
import { Rows } from '../list/row.tsx'
import { Callout } from '../ui/callout.tsx'
import { ModelRow } from './model-row.tsx'
import { ModelOrder } from './order/model-order.tsx'
import { OwnModels } from './own-models.tsx'
import { ProviderRow } from './provider-row.tsx'
import { useSettings } from './use-settings.ts'

/** Who answers, who else could, and the keys that they need. */
export function ModelsPage() {
  const t = useTranslations('models')
  const trpc = useTRPC()
  const answer = useQuery(trpc.models.list.queryOptions({}))
  const used = useQuery(trpc.usage.breakdown.queryOptions({})).data?.models ?? []
  const settings = useSettings('models')
  const { models = [], providers = [], warnings = [], main } = answer.data ?? {}
  const refetch = () => void answer.refetch()
  return (
    <PageBody title={t('title')}>
      <PageSection title={t('order')} hint={t('orderHint')}>
        <Answered answer={answer}>
          {answer.data && settings.saved && <ModelOrder list={answer.data} settings={settings} />}
        </Answered>
      </PageSection>
      {answer.data && (
        <PageWords page="assistants">
          <AssistantsSection list={answer.data} />
        </PageWords>
      )}
      <OwnModels />
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
                used={used.find((each) => each.model === model.reference)}
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
