'use client'

import { Check, CircleQuestionMark, Copy, Ellipsis, GitFork, Pencil, RotateCcw } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ChatMessage } from '#protocol/messages.ts'
import { problemOf } from '../../_lib/gateway/problem.ts'
import { showWhy } from '../../_lib/location.ts'
import { useCompact } from '../../_lib/use-media.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { useCopy } from '../ui/use-copy.ts'
import { useMessageActions } from './message-actions.ts'
import { messageText } from './message-text.ts'

/** What can be done with a message: icons where a pointer finds them, else one button with a menu. */
export function MessageTools({ message, onEdit }: { message: ChatMessage; onEdit?: () => void }) {
  const t = useTranslations('chat')
  const tError = useTranslations('error')
  const isCompact = useCompact()
  const { fork, retry } = useMessageActions()
  const [problem, setProblem] = useState<string | null>(null)
  const text = messageText(message)
  const runId = message.role === 'assistant' ? message.metadata?.runId : undefined
  const isAsking = useRef(false)
  async function orSay(ask: () => Promise<void>) {
    // Who presses twice wants it once.
    if (isAsking.current) return
    isAsking.current = true
    setProblem(null)
    await ask().catch((cause: unknown) => setProblem(tError(problemOf(cause))))
    isAsking.current = false
  }
  const choices = {
    text,
    onEdit,
    // Another version of it, or, where others read along, one more beneath it.
    onRetry: runId === undefined ? undefined : () => void orSay(() => retry(runId)),
    // A new conversation that begins as this one did, up to this message.
    onFork: () => void orSay(() => fork(message.id)),
    // What no run has touched, as a copy, has nothing to tell.
    onWhy: message.metadata?.runId === undefined ? undefined : () => showWhy(message.id),
  }
  return (
    <>
      {isCompact ? <ToolMenu {...choices} /> : <ToolIcons {...choices} />}
      {problem && (
        <span role="alert" className="text-err text-meta">
          {t('failed', { reason: problem })}
        </span>
      )}
    </>
  )
}

interface Choices {
  text: string
  onEdit: (() => void) | undefined
  onRetry: (() => void) | undefined
  onFork: () => void
  onWhy: (() => void) | undefined
}

function ToolIcons({ text, onEdit, onRetry, onFork, onWhy }: Choices) {
  const t = useTranslations('chat')
  const tWhy = useTranslations('why')
  return (
    <span className="flex items-center opacity-0 transition-opacity group-focus-within/message:opacity-100 group-hover/message:opacity-100">
      {text !== '' && <CopyButton text={text} label={t('copyMessage')} />}
      {onEdit && (
        <IconButton label={t('edit')} data-return onClick={onEdit}>
          <Pencil size={16} />
        </IconButton>
      )}
      {onRetry && (
        <IconButton label={t('retry')} onClick={onRetry}>
          <RotateCcw size={16} />
        </IconButton>
      )}
      <IconButton label={t('fork')} onClick={onFork}>
        <GitFork size={16} />
      </IconButton>
      {onWhy && (
        <IconButton label={tWhy('open')} onClick={onWhy}>
          <CircleQuestionMark size={16} />
        </IconButton>
      )}
    </span>
  )
}

function ToolMenu({ text, onEdit, onRetry, onFork, onWhy }: Choices) {
  const t = useTranslations('chat')
  const tWhy = useTranslations('why')
  const { isCopied, copy } = useCopy(text)
  return (
    <Menu
      trigger={
        <IconButton label={isCopied ? t('copied') : t('actions')} data-return className="text-fg-3">
          {isCopied ? <Check size={16} className="text-ok" /> : <Ellipsis size={16} />}
        </IconButton>
      }
    >
      {text !== '' && (
        <MenuItem icon={<Copy size={14} />} onSelect={copy}>
          {t('copyMessage')}
        </MenuItem>
      )}
      {onEdit && (
        <MenuItem icon={<Pencil size={14} />} onSelect={onEdit}>
          {t('edit')}
        </MenuItem>
      )}
      {onRetry && (
        <MenuItem icon={<RotateCcw size={14} />} onSelect={onRetry}>
          {t('retry')}
        </MenuItem>
      )}
      <MenuItem icon={<GitFork size={14} />} onSelect={onFork}>
        {t('fork')}
      </MenuItem>
      {onWhy && (
        <MenuItem icon={<CircleQuestionMark size={14} />} onSelect={onWhy}>
          {tWhy('open')}
        </MenuItem>
      )}
    </Menu>
  )
}
