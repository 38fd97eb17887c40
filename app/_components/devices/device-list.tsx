'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { type Answers, useTRPC } from '../../_lib/trpc.ts'
import { PageSection } from '../frame/page-section.tsx'
import { Answered } from '../list/answered.tsx'
import { Rows } from '../list/row.tsx'
import { DeviceRow } from './device-row.tsx'

type Device = Answers['devices']['list']['devices'][number]

/** The browsers that may use the panel. */
export function DeviceList() {
  const t = useTranslations('devices')
  const answer = useQuery(useTRPC().devices.list.queryOptions({}))
  return (
    <PageSection title={t('browsers')} hint={t('browsersHint')}>
      <Answered answer={answer}>
        <Rows>
          {answer.data?.devices.toSorted(thisFirst).map((device) => (
            <DeviceRow key={device.id} device={device} onChanged={() => void answer.refetch()} />
          ))}
        </Rows>
      </Answered>
    </PageSection>
  )
}

/** One looks for one's own; the others stay in their order, so that none moves under the pointer. */
const thisFirst = (a: Device, b: Device) => Number(b.current) - Number(a.current)
