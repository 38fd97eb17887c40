'use client'

import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useEffect, useId, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { findErrorShape, useTRPC } from '../../_lib/trpc.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { LoadProblem } from '../ui/load-problem.tsx'
import { WhyFacts } from './why-facts.tsx'
import { WhyTimeline } from './why-timeline.tsx'

/** Why an answer is as it is: a drawer at the side, on phones a sheet from below. */
export function WhyDialog({ messageId, onClose }: { messageId: string; onClose: () => void }) {
  const t = useTranslations('why')
  const tError = useTranslations('error')
  const element = useRef<HTMLDialogElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const titleId = useId()
  // An answer in the making grows while it is looked at, and one that is over does not change.
  const answer = useQuery({
    ...useTRPC().why.get.queryOptions({ messageId }),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.endedAt === null ? 2_000 : false),
    retry: false,
  })

  useEffect(() => {
    const dialog = element.current
    dialog?.showModal()
    // The words first: whoever reads by keyboard can scroll at once.
    content.current?.focus()
    return () => dialog?.close()
  }, [])

  return (
    <dialog
      ref={element}
      aria-labelledby={titleId}
      closedby="any"
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClose={() => {
        // It was opened again since, which a development build does at once.
        if (!element.current?.open) onClose()
      }}
      className="mx-0 mt-auto mb-0 h-auto max-h-[88dvh] w-full max-w-none rounded-t-dialog border-t bg-surface text-fg shadow-popover backdrop:bg-[rgb(0_0_0/45%)] open:flex open:animate-appear open:flex-col md:mt-0 md:ml-auto md:h-dvh md:max-h-none md:w-[min(520px,100vw)] md:rounded-none md:border-t-0 md:border-l"
    >
      <header className="flex min-h-12 shrink-0 items-center border-b pr-1 pl-4">
        <h2 id={titleId} className="min-w-0 flex-1 truncate font-semibold text-section">
          {t('title')}
        </h2>
        <IconButton label={t('close')} onClick={onClose}>
          <X size={18} />
        </IconButton>
      </header>
      <div
        ref={content}
        tabIndex={-1}
        className="flex min-h-0 flex-1 flex-col gap-6 overflow-y-auto overscroll-contain p-4 outline-none pb-[max(24px,env(safe-area-inset-bottom))]"
      >
        {answer.isPending && <div className="h-48" aria-busy="true" />}
        {answer.error && (
          <LoadProblem
            texts={{
              failed:
                findErrorShape(answer.error)?.code === 'not_found'
                  ? t('unknown')
                  : `${t('failed')} ${tError(findErrorShape(answer.error)?.code ?? 'internal')}`,
              retry: t('retry'),
            }}
            onRetry={() => void answer.refetch()}
          />
        )}
        {answer.data && (
          <>
            <WhyFacts report={answer.data} />
            <WhyTimeline report={answer.data} />
          </>
        )}
      </div>
    </dialog>
  )
}
