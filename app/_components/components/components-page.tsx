'use client'

import type { ReactNode } from 'react'
import { setLanguage, setTheme, useLanguage, useTheme } from '../../_lib/appearance.ts'
import { PageSection } from '../frame/page-section.tsx'
import { KeyCaps } from '../shortcuts/key-caps.tsx'
import { listShortcuts } from '../shortcuts/shortcuts.ts'
import { SegmentedChoice } from '../ui/segmented-choice.tsx'
import { Cards } from './cards.tsx'
import { Controls } from './controls.tsx'
import { ListStates } from './list-states.tsx'
import { Notices } from './notices.tsx'
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
const TEXT_COLOURS = [
  'text-fg',
  'text-fg-2',
  'text-fg-3',
  'text-accent',
  'text-ok',
  'text-warn',
  'text-err',
  'text-info',
]
const TYPE = ['text-label', 'text-meta', 'text-ui', 'text-prose', 'text-section', 'text-page']
const THEMES = [
  { value: 'light', text: 'light' },
  { value: 'dark', text: 'dark' },
] as const
const LANGUAGES = [
  { value: 'en', text: 'English' },
  { value: 'zh', text: '中文' },
] as const

/** Every part of the interface in its states. */
export function ComponentsPage() {
  const theme = useTheme()
  const language = useLanguage() ?? 'en'
  return (
    <main className="mx-auto flex max-w-[768px] flex-col gap-8 px-4 py-6 md:px-6">
      <header className="flex flex-wrap items-center gap-2">
        <h1 className="min-w-0 flex-1 font-semibold text-page">{SAMPLES.title}</h1>
        <SegmentedChoice label="Language" value={language} options={LANGUAGES} onChange={setLanguage} />
        <SegmentedChoice
          label="Theme"
          value={theme === 'dark' ? 'dark' : 'light'}
          options={THEMES}
          onChange={setTheme}
        />
      </header>
      <PageSection title="Colours">
        <Samples>
          {COLOURS.map((colour) => (
            <span key={colour} className="flex w-24 flex-col gap-1 text-fg-2 text-label">
              <span className={`h-10 rounded-card border ${colour}`} />
              {colour.slice('bg-'.length)}
            </span>
          ))}
        </Samples>
        <Samples>
          {TEXT_COLOURS.map((colour) => (
            <span key={colour} className={`text-ui ${colour}`}>
              {colour.slice('text-'.length)}
            </span>
          ))}
        </Samples>
      </PageSection>
      <PageSection title="Type">
        {TYPE.map((size) => (
          <p key={size} className={size}>
            {SAMPLES.sentence}
          </p>
        ))}
        <p className="font-mono text-meta">{SAMPLES.sentence}</p>
      </PageSection>
      <Controls />
      <Notices />
      <Cards />
      <ListStates />
      <PageSection title="Keys">
        <Samples>
          {listShortcuts().map(([name]) => (
            <span key={name} className="flex items-center gap-2 text-ui">
              {name}
              <KeyCaps name={name} />
            </span>
          ))}
        </Samples>
      </PageSection>
    </main>
  )
}

function Samples({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap items-center gap-3">{children}</div>
}
