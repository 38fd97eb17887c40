import { useCallback, useEffect, useRef, useState } from 'react'
import { type Problem, problemOf } from '../../_lib/gateway/problem.ts'
import { usePanel } from '../../_lib/panel-context.ts'
import type { Answers } from '../../_lib/trpc.ts'

type LogPage = Answers['logs']['list']
export type LogLine = LogPage['lines'][number]

export const LEVELS = ['debug', 'info', 'warn', 'error'] as const
export type Level = (typeof LEVELS)[number]

/** How often new lines are asked for while the page is looked at, in milliseconds. */
const LOOK_MS = 1_000
const PAGE_LINES = 200
/** More than these are not kept on the page; older ones can be asked for again. */
const MOST_LINES = 1_500

interface Shown {
  readonly lines: readonly LogLine[]
  readonly older: string | null
  readonly newer: string
}

/** The lines of the log that fit the filter, growing while it is followed. Null before the first answer. */
export function useLogs(filter: { level: Level; text: string; isFollowing: boolean }) {
  const { gateway } = usePanel()
  const { level, text, isFollowing } = filter
  const [shown, setShown] = useState<Shown | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [isLoadingOlder, setLoadingOlder] = useState(false)
  const following = useRef(isFollowing)
  useEffect(() => {
    following.current = isFollowing
  }, [isFollowing])

  const ask = useCallback(
    async (place: { after?: string; before?: string }): Promise<LogPage | undefined> => {
      try {
        const words = text.trim() === '' ? {} : { text: text.trim() }
        const page = await gateway.request('logs.list', { level, limit: PAGE_LINES, ...words, ...place })
        setProblem(null)
        return page as LogPage
      } catch (cause) {
        setProblem(problemOf(cause))
        return undefined
      }
    },
    [gateway, level, text],
  )

  useEffect(() => {
    let isCurrent = true
    let timer: ReturnType<typeof setTimeout> | undefined
    let newer: string | undefined
    setShown(null)

    async function look(): Promise<void> {
      let isBehind = false
      if (newer === undefined || (following.current && document.visibilityState === 'visible')) {
        const page = await ask(newer === undefined ? {} : { after: newer })
        if (!isCurrent) return
        if (page) {
          isBehind = page.lines.length === PAGE_LINES && newer !== undefined
          const isFirst = newer === undefined || page.hasGap
          newer = page.newer
          setShown((present) => (isFirst || !present ? page : joinNewer(present, page)))
        }
      }
      timer = setTimeout(() => void look(), isBehind ? 0 : LOOK_MS)
    }
    void look()
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [ask])

  async function loadOlder(): Promise<void> {
    if (!shown?.older) return
    setLoadingOlder(true)
    const page = await ask({ before: shown.older })
    if (page) {
      setShown((present) =>
        present ? { ...present, lines: [...page.lines, ...present.lines], older: page.older } : present,
      )
    }
    setLoadingOlder(false)
  }

  return { shown, problem, loadOlder, isLoadingOlder }
}

function joinNewer(present: Shown, page: LogPage): Shown {
  if (page.lines.length === 0) return { ...present, newer: page.newer }
  const lines = [...present.lines, ...page.lines]
  const kept = lines.slice(-MOST_LINES)
  const older = kept.length < lines.length ? (kept[0]?.cursor ?? present.older) : present.older
  return { lines: kept, older, newer: page.newer }
}
