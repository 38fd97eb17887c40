'use client'

import { Info } from 'lucide-react'
import { Command } from '../access/command.tsx'
import { Banner } from '../frame/gateway-banners.tsx'
import { PageSection } from '../frame/page-section.tsx'
import { Callout } from '../ui/callout.tsx'
import { LoadProblem } from '../ui/load-problem.tsx'
import { SAMPLES } from './samples.ts'

/** What the panel says of itself: beside something, in place of it, above the page. */
export function Notices() {
  return (
    <PageSection title="Notices">
      {(['neutral', 'warn', 'error'] as const).map((tone) => (
        <Callout key={tone} tone={tone} icon={<Info size={16} aria-hidden="true" />}>
          {SAMPLES.sentence}
        </Callout>
      ))}
      <LoadProblem texts={{ failed: SAMPLES.sentence, retry: SAMPLES.name }} onRetry={() => undefined} />
      <div className="rounded-card border">
        <Banner>{SAMPLES.sentence}</Banner>
        <Banner tone="bg-err-tint">{SAMPLES.sentence}</Banner>
      </div>
      <Command label={SAMPLES.title} command="openclaw pairing approve browser 123456" />
    </PageSection>
  )
}
