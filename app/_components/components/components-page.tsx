'use client'

import { Info } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { setTheme } from '../../_lib/appearance.ts'
import { PageSection } from '../frame/page-section.tsx'
import { KeyCaps } from '../shortcuts/key-caps.tsx'
import { listShortcuts } from '../shortcuts/shortcuts.ts'
import { Callout } from '../ui/callout.tsx'
import { MenuPartsProvider } from '../ui/menu/parts-provider.tsx'
import { SegmentedChoice } from '../ui/segmented-choice.tsx'
import { Controls } from './controls.tsx'
import { ListStates } from './list-states.tsx'
import { SAMPLES } from './samples.ts'

const COLOURS = [
  'bg-bg',
  'bg-surface',
  'bg-raised',
  'bg-border',
  'bg-border-control',
  'bg-accent',
  'bg-ok',
  'bg-warn',
  'bg-err',
  'bg-info',
]
const TYPE = ['text-label', 'text-meta', 'text-ui', 'text-prose', 'text-section', 'text-page']
const THEMES = [
  { value: 'light', text: 'light' },
  { value: 'dark', text: 'dark' },
] as const

/** Every part of the interface in its states. */
export function ComponentsPage() {
  const [theme, choose] = useState<'light' | 'dark'>('light')
  return (
    <MenuPartsProvider>
      <main className="mx-auto flex max-w-[720px] flex-col gap-8 p-6">
        <SegmentedChoice
          label={SAMPLES.title}
          value={theme}
          options={THEMES}
          onChange={(chosen) => {
            choose(chosen)
            setTheme(chosen)
          }}
        />
        <PageSection title="Colours">
          <Samples>
            {COLOURS.map((colour) => (
              <span key={colour} title={colour} className={`size-10 rounded-card border ${colour}`} />
            ))}
          </Samples>
        </PageSection>
        <PageSection title="Type">
          {TYPE.map((size) => (
            <p key={size} className={size}>
              {SAMPLES.sentence}
            </p>
          ))}
        </PageSection>
        <Controls />
        <PageSection title="Notices">
          {(['neutral', 'warn', 'error'] as const).map((tone) => (
            <Callout key={tone} tone={tone} icon={<Info size={16} aria-hidden="true" />}>
              {SAMPLES.sentence}
            </Callout>
          ))}
        </PageSection>
        <ListStates />
        <PageSection title="Keys">
          <Samples>
            {listShortcuts().map(([name]) => (
              <KeyCaps key={name} name={name} />
            ))}
          </Samples>
        </PageSection>
      </main>
    </MenuPartsProvider>
  )
}

function Samples({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap items-center gap-3">{children}</div>
}
