'use client'

import clsx from 'clsx'
import { useState } from 'react'
import { endOfFirst } from '../markdown/first-part.ts'
import { ShowMore } from '../markdown/show-more.tsx'

/** What is shown before somebody asks for more, and how much more each time: whichever ends first. */
const PAGE = { lines: 200, characters: 20_000 }

/** Text of any length in a box of limited height. */
export function TextPanel({ text, tone }: { text: string; tone?: 'error' | 'terminal' }) {
  const [pages, setPages] = useState(1)
  const end = endOfFirst(text, { lines: PAGE.lines * pages, characters: PAGE.characters * pages })
  return (
    <div className="flex flex-col gap-1">
      <pre
        className={clsx(
          'w-full rounded-control border p-2.5 font-mono text-meta [overflow-wrap:anywhere] whitespace-pre-wrap',
          pages === 1 && 'max-h-80 overflow-y-auto',
          tone === 'error' && 'border-err/25 bg-err-tint',
          tone === 'terminal' && 'bg-raised',
          tone === undefined && 'bg-bg',
        )}
      >
        {text.slice(0, end)}
      </pre>
      {end < text.length && <ShowMore shown={end} total={text.length} onMore={() => setPages(pages + 1)} />}
    </div>
  )
}
