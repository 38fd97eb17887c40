'use client'

import { ArrowDown, Pause, Play, ScrollText } from 'lucide-react'
import { useDeferredValue, useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useAddressChoice, useAddressWords } from '../../_lib/location.ts'
import { useMay } from '../../_lib/panel-context.ts'
import { PageHead } from '../frame/page-head.tsx'
import { Button } from '../ui/button.tsx'
import { Callout } from '../ui/callout.tsx'
import { EmptyPage } from '../ui/empty-page.tsx'
import { SearchInput, Select } from '../ui/field.tsx'
import { SkeletonRows } from '../ui/states/list-skeleton.tsx'
import { LogRow } from './log-row.tsx'
import { LEVELS, useLogs } from './use-logs.ts'

/** Closer to the end than this, in pixels, one is at the end. */
const NEAR_END = 40

/** What the gateway writes down about itself, as it happens. */
export function LogsPage() {
  const t = useTranslations('logsPage')
  const mayRead = useMay('admin')
  return (
    <>
      <PageHead title={t('title')} />
      {mayRead ? (
        <Logs />
      ) : (
        <div className="p-4">
          <Callout tone="neutral">{t('notAllowed')}</Callout>
        </div>
      )}
    </>
  )
}

function Logs() {
  const t = useTranslations('logsPage')
  const tError = useTranslations('error')
  const [level, setLevel] = useAddressChoice('level', LEVELS, 'info')
  const [text, setText] = useAddressWords('find')
  const [isFollowing, setFollowing] = useState(true)
  const [isAtEnd, setAtEnd] = useState(true)
  const scroller = useRef<HTMLDivElement>(null)
  const { shown, problem, loadOlder, isLoadingOlder } = useLogs({
    level,
    text: useDeferredValue(text),
    isFollowing,
  })
  const newest = shown?.lines.at(-1)?.cursor

  function toEnd() {
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight })
    setAtEnd(true)
  }

  useEffect(() => {
    if (isAtEnd && newest !== undefined) scroller.current?.scrollTo({ top: scroller.current.scrollHeight })
  }, [isAtEnd, newest])

  return (
    <>
      <div className="flex shrink-0 flex-wrap items-center gap-2 border-b px-4 py-2">
        <div className="w-full md:w-52">
          <Select
            aria-label={t('level')}
            value={level}
            options={LEVELS.map((each) => ({ value: each, text: t(`from-${each}`) }))}
            onChange={setLevel}
          />
        </div>
        <SearchInput
          label={t('filter')}
          value={text}
          maxLength={200}
          className="min-w-40 flex-1"
          onChange={setText}
        />
        <Button aria-pressed={!isFollowing} onClick={() => setFollowing(!isFollowing)}>
          {isFollowing ? <Pause size={16} aria-hidden="true" /> : <Play size={16} aria-hidden="true" />}
          {t(isFollowing ? 'pause' : 'goOn')}
        </Button>
      </div>
      {problem !== null && (
        <p role="alert" className="shrink-0 border-b bg-err-tint px-4 py-1.5 text-err text-meta">
          {tError(problem)}
        </p>
      )}
      <div className="relative min-h-0 flex-1">
        <section
          ref={scroller}
          aria-label={t('title')}
          className="h-full overflow-y-auto overscroll-contain"
          onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) =>
            setAtEnd(scrollHeight - scrollTop - clientHeight < NEAR_END)
          }
        >
          {shown === null && problem === null && (
            <div aria-busy="true">
              <SkeletonRows className="animate-late" />
            </div>
          )}
          {shown?.older != null && (
            <div className="flex justify-center p-2">
              <Button tone="quiet" disabled={isLoadingOlder} onClick={() => void loadOlder()}>
                {t(isLoadingOlder ? 'loadingOlder' : 'older')}
              </Button>
            </div>
          )}
          {shown && shown.lines.length === 0 && (
            <EmptyPage icon={ScrollText} title={t('nothing')} hint={t('nothingHint')} />
          )}
          <ol>
            {shown?.lines.map((line) => (
              <LogRow key={line.cursor} line={line} />
            ))}
          </ol>
        </section>
        {!isAtEnd && (
          <Button className="absolute right-4 bottom-4 shadow-popover" onClick={toEnd}>
            <ArrowDown size={16} aria-hidden="true" />
            {t('toNewest')}
          </Button>
        )}
      </div>
    </>
  )
}
