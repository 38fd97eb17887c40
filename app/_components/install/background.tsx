'use client'

import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { keepPush } from '../../_lib/install/push.ts'
import { followBuild } from '../../_lib/install/same-build.ts'
import { keepNoticeWords, onOpened, startWorker } from '../../_lib/install/worker.ts'
import { onIdle } from '../../_lib/pace/idle.ts'
import { usePanel } from '../../_lib/panel-context.ts'
import { useTRPCClient } from '../../_lib/trpc.ts'
import { useLooking } from '../push/use-looking.ts'
import { loadMenuParts } from '../ui/menu/menu-parts.ts'

const KINDS = ['approval', 'question', 'finished', 'failed', 'test', 'unknown'] as const

/** What a signed-in page does that nobody sees: it stays of the gateway's build, and has its service worker. */
export function Background() {
  const { gateway } = usePanel()
  const router = useRouter()
  const t = useTranslations('notice')
  const language = useLocale()
  const client = useTRPCClient()

  useLooking()
  useEffect(() => followBuild(gateway), [gateway])
  // Nobody waits for it when a menu is opened.
  useEffect(() => onIdle(() => void loadMenuParts().catch(() => undefined)), [])
  useEffect(() => onOpened((href) => router.push(href)), [router])
  useEffect(() => {
    const words = KINDS.map((kind) => [kind, { title: t(`${kind}Title`), body: t(`${kind}Body`) }])
    return onIdle(() => {
      void startWorker()
      keepPush(client).catch(() => undefined)
      void keepNoticeWords({ language, ...Object.fromEntries(words) })
    })
  }, [t, language, client])
  return null
}
