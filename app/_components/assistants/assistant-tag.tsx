'use client'

import clsx from 'clsx'
import { useTranslations } from 'use-intl'
import { MAIN_AGENT } from '#protocol/agent.ts'
import { visible } from '../ui/visible.ts'
import { useAssistants } from './use-assistants.ts'

interface TagProps {
  session: { readonly agent: string }
  className?: string
}

/** Whose conversation it is, where it is not the main assistant's. */
export const AssistantTag = (props: TagProps) =>
  props.session.agent === MAIN_AGENT ? null : <NamedTag {...props} />

function NamedTag({ session, className }: TagProps) {
  const t = useTranslations('assistant')
  const { nameOf } = useAssistants()
  const name = visible(nameOf(session.agent))
  const title = t('with', { name })
  return (
    <span
      title={title}
      className={clsx('min-w-0 shrink-0 truncate rounded-chip border px-1.5 text-fg-2 text-label', className)}
    >
      <span className="sr-only">{title}</span>
      <span aria-hidden="true">{name}</span>
    </span>
  )
}
