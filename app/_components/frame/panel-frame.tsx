'use client'

import { useQueryClient } from '@tanstack/react-query'
import {
  lazy,
  type ReactNode,
  Suspense,
  startTransition,
  useEffect,
  useState,
  useSyncExternalStore,
} from 'react'
import { createGateway } from '../../_lib/gateway/gateway.ts'
import { onWake } from '../../_lib/gateway/wake.ts'
import { type Panel, PanelProvider } from '../../_lib/panel-context.ts'
import { postUnsent } from '../../_lib/session/unsent.ts'
import { readBrowserKey } from '../../_lib/storage.ts'
import { followSystem } from '../../_lib/system-events.ts'
import { loadMarkdown } from '../markdown/lazy-markdown.tsx'
import { PanelShell } from './panel-shell.tsx'
import { ShellSkeleton } from './shell-skeleton.tsx'
import { useTaskDone } from './use-task-done.ts'

/** Nothing to see, nothing that hurries, and nothing that the page can't do without. */
const Background = lazy(async () => {
  const loading = import('../install/background.tsx')
  return { default: await loading.then((loaded) => loaded.Background).catch(() => () => null) }
})
/** For strangers only. */
const PairBrowser = lazy(async () => ({
  default: (await import('../access/pair-browser.tsx')).PairBrowser,
}))

/** Opens the connection and decides whether there is anybody to show the panel to. */
export function PanelFrame({ children }: { children: ReactNode }) {
  const queries = useQueryClient()
  const [panel] = useState(createPanel)
  const { gateway } = panel
  const connection = useSyncExternalStore(gateway.onState, gateway.state, () => 'connecting')
  const [wasReady, setWasReady] = useState(false)

  const onTaskDone = useTaskDone()

  useEffect(() => {
    const unfollow = followSystem(gateway, queries, onTaskDone)
    const forget = gateway.onReady(() => {
      // All of the panel at once would be deaf for as long as that takes; so it is drawn in pieces.
      startTransition(() => setWasReady(true))
      void postUnsent(gateway)
    })
    gateway.start()
    // It comes while the connection opens, where there is something to read.
    if (location.pathname === '/') void loadMarkdown()
    return () => {
      unfollow()
      forget()
      gateway.stop()
    }
  }, [gateway, queries, onTaskDone])

  if (connection === 'signed-out') {
    return (
      <Suspense>
        <PairBrowser />
      </Suspense>
    )
  }
  // Nothing is asked of the gateway, and no page is drawn, before it is known that this browser may.
  if (!wasReady && connection !== 'offline') return <ShellSkeleton />
  return (
    <PanelProvider value={panel}>
      <PanelShell>{children}</PanelShell>
      <Suspense>
        <Background />
      </Suspense>
    </PanelProvider>
  )
}

function createPanel(): Panel {
  return {
    gateway: createGateway({
      url: () => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`,
      browserKey: readBrowserKey,
      version: '1',
      onWake,
    }),
  }
}
