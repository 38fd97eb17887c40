'use client'

import clsx from 'clsx'
import type { ReactNode } from 'react'
import { Button, type ButtonTone } from '../ui/button.tsx'
import { type CardKey, keyOf } from './card-keys.ts'
import { KeyHint } from './key-hint.tsx'

/**
 * One answer to what waits. While it can't be given the button keeps its place in the order of the keyboard: reaching
 * it is what brings it into view.
 */
export function AnswerButton({
  shortcut,
  tone = 'plain',
  isDisabled,
  onAnswer,
  className,
  children,
}: {
  shortcut: CardKey
  tone?: ButtonTone
  isDisabled: boolean
  onAnswer: () => void
  className?: string | undefined
  children: ReactNode
}) {
  return (
    <Button
      {...keyOf(shortcut)}
      tone={tone}
      aria-disabled={isDisabled}
      onClick={isDisabled ? undefined : onAnswer}
      className={clsx('min-h-12 [overflow-wrap:anywhere] md:min-h-9', className)}
    >
      {children}
      <KeyHint name={shortcut} />
    </Button>
  )
}
