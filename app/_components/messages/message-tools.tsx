'use client'

import { Check, CircleQuestionMark, Copy, Ellipsis, GitFork } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { toAppError } from '#protocol/errors.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import { showWhy } from '../../_lib/location.ts'
import { useCompact } from '../../_lib/use-compact.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { useCopy } from '../ui/use-copy.ts'
import { useMessageActions } from './message-actions.ts'
import { messageText } from './message-text.ts'

/** What can be done with a message: icons where a pointer finds them, else one button with a menu. */
export function MessageTools({ message }: { message: ChatMessage }) {
  const t = useTranslations('chat')
  const tError = useTranslations('error')
  const isCompact = useCompact()
  const { fork } = useMessageActions()
  const [problem, setProblem] = useState<string | null>(null)
  const text = messageText(message)
  const choices = {
    text,
    // A new conversation that begins as this one did, up to this message.
    onFork: () => {
      fork(message.id).catch((cause: unknown) => setProblem(tError(toAppError(cause).code)))
    },
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
  onFork: () => void
  onWhy: (() => void) | undefined
}

function ToolIcons({ text, onFork, onWhy }: Choices) {
  const t = useTranslations('chat')
  const tWhy = useTranslations('why')
  return (
    <span className="flex items-center opacity-0 transition-opacity group-focus-within/message:opacity-100 group-hover/message:opacity-100">
      {text !== '' && <CopyButton text={text} label={t('copyMessage')} />}
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

function ToolMenu({ text, onFork, onWhy }: Choices) {
  const t = useTranslations('chat')
  const tWhy = useTranslations('why')
  const { isCopied, copy } = useCopy(text)
  return (
    <Menu
      trigger={
        <IconButton label={isCopied ? t('copied') : t('actions')} className="text-fg-3">
          {isCopied ? <Check size={16} className="text-ok" /> : <Ellipsis size={16} />}
        </IconButton>
      }
    >
      {text !== '' && (
        <MenuItem icon={<Copy size={14} />} onSelect={copy}>
          {t('copyMessage')}
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
