'use client'

import { useTranslations } from 'use-intl'
import { useMay } from '../../_lib/panel-context.ts'
import { PageBody } from '../frame/page-body.tsx'
import { PageSection } from '../frame/page-section.tsx'
import { NoticeSection } from '../push/notice-section.tsx'
import { DeviceList } from './device-list.tsx'
import { GroupList } from './group-list.tsx'
import { PeopleList } from './people-list.tsx'
import { PhoneAddress } from './phone-address.tsx'
import { TokenList } from './token-list.tsx'

/** Everything and everybody that may use the assistant. */
export function AccessPage() {
  const t = useTranslations('pageName')
  const tRemote = useTranslations('remote')
  const mayManage = useMay('admin')
  return (
    <PageBody title={t('access')}>
      <DeviceList />
      <PageSection title={tRemote('title')}>
        <PhoneAddress />
      </PageSection>
      <div id="notices">
        <NoticeSection />
      </div>
      <PeopleList />
      <GroupList />
      {mayManage && <TokenList />}
    </PageBody>
  )
}
