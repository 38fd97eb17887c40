'use client'

import { Inbox } from 'lucide-react'
import { PageSection } from '../frame/page-section.tsx'
import { Answered } from '../list/answered.tsx'
import { Row, Rows } from '../list/row.tsx'
import { Button } from '../ui/button.tsx'
import { EmptyPage } from '../ui/empty-page.tsx'
import { SAMPLES } from './samples.ts'

const refetch = () => Promise.reject(new Error('Nothing is fetched here.'))
const failure = new Error('It failed.')

/** The five states that every list has. */
export function ListStates() {
  const full = (
    <Rows>
      {[1, 2, 3].map((line) => (
        <Row key={line} actions={<Button>{SAMPLES.name}</Button>}>
          <p className="font-medium text-ui">{SAMPLES.title}</p>
          <p className="text-fg-2 text-meta">{SAMPLES.hint}</p>
        </Row>
      ))}
    </Rows>
  )
  const states = [
    { title: 'A list: loading', data: undefined, error: null },
    { title: 'A list: not loaded', data: undefined, error: failure },
    { title: 'A list: not loaded again', data: [], error: failure },
    { title: 'A list: full', data: [], error: null },
  ]
  return (
    <>
      {states.map(({ title, data, error }) => (
        <PageSection key={title} title={title}>
          <Answered answer={{ data, error, refetch }}>{full}</Answered>
        </PageSection>
      ))}
      <PageSection title="A list: empty">
        <EmptyPage icon={Inbox} title={SAMPLES.title} hint={SAMPLES.hint}>
          <Button tone="primary">{SAMPLES.name}</Button>
        </EmptyPage>
      </PageSection>
    </>
  )
}
