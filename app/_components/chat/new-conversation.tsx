'use client'

import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { problemOf } from '../../_lib/gateway/problem.ts'
import { openSession } from '../../_lib/location.ts'
import { useConnection } from '../../_lib/panel-context.ts'
import type { OutgoingMessage } from '../../_lib/session/session-model.ts'
import { useFeeds } from '../../_lib/session/use-feed.ts'
import { useTRPC } from '../../_lib/trpc.ts'
import { AssistantChoice } from '../assistants/assistant-choice.tsx'
import { useNewAssistant } from '../assistants/use-new-assistant.ts'
import { Composer } from '../composer/composer.tsx'
import { findComposer } from '../composer/find-composer.ts'
import { NEW_DRAFT } from '../composer/use-draft.ts'
import { EmptyState } from './empty-state.tsx'

/** A conversation that begins with its first message: nobody gets a list of empty ones. */
export function NewConversation() {
  const t = useTranslations('composer')
  const tError = useTranslations('error')
  const feeds = useFeeds()
  const isConnected = useConnection() === 'ready'
  const { id: agent } = useNewAssistant()
  const isBegun = useRef(false)
  const create = useMutation(useTRPC().sessions.create.mutationOptions())

  // Whoever asks for a new conversation wants to write.
  useEffect(() => findComposer()?.focus(), [])

  async function begin(message: OutgoingMessage): Promise<boolean> {
    // Who presses twice wants one conversation.
    if (isBegun.current) return false
    isBegun.current = true
    try {
      const { id } = await create.mutateAsync({ agent })
      feeds(id).send(message)
      openSession(id, { replace: true })
      // Its message box takes the place of this one; whoever types goes on there.
      requestAnimationFrame(() => document.getElementById('composer')?.focus())
      return true
    } catch {
      isBegun.current = false
      // `create.error` says why, below.
      return false
    }
  }

  const failure = create.error ? tError(problemOf(create.error)) : null
  return (
    <>
      <EmptyState isBusy={create.isPending} onPick={(text) => void begin({ text })} />
      {failure && (
        <p role="alert" className="px-4 pb-2 text-center text-err text-ui">
          {failure}
        </p>
      )}
      <AssistantChoice />
      <Composer
        draftName={NEW_DRAFT}
        isRunning={false}
        disabledReason={isConnected ? null : t('offline')}
        onSend={begin}
        onStop={() => undefined}
      />
    </>
  )
}
