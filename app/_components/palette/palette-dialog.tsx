'use client'

import { Command as List } from 'cmdk'
import { Search, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useCurrentSession } from '../chat/use-current-session.ts'
import { isShortcut } from '../shortcuts/keys.ts'
import { IconButton } from '../ui/icon-button.tsx'
import type { PaletteList } from './command.ts'
import { Everything } from './lists/everything.tsx'
import { SearchProgress } from './lists/found-messages.tsx'
import { ListedModels } from './lists/listed-models.tsx'
import { RenameField } from './lists/rename-field.tsx'
import type { Palette } from './palette-context.ts'
import { useChosen } from './use-chosen.ts'

/** One field from which everything can be reached: what one can do, conversations, and what was said in them. */
export function PaletteDialog({ show, onClose }: { show: Palette['show']; onClose: () => void }) {
  const t = useTranslations('palette')
  const tShortcut = useTranslations('shortcut')
  const [typed, setTyped] = useState('')
  const [list, setList] = useState<PaletteList | null>(null)
  const { session } = useCurrentSession()
  const { choose, isBusy, problem } = useChosen(onClose)
  const dialog = useModal()

  function goTo(next: PaletteList | null) {
    setTyped('')
    setList(next)
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (isShortcut('palette', event.nativeEvent)) {
      event.preventDefault()
      onClose()
    } else if (list !== null && (event.key === 'Escape' || (event.key === 'Backspace' && typed === ''))) {
      // Back to where one came from; the dialog itself stays.
      if (event.key === 'Backspace' && list === 'rename') return
      event.preventDefault()
      goTo(null)
    }
  }

  const text = typed.trim()
  return (
    <dialog
      ref={dialog}
      aria-label={t('label')}
      closedby="any"
      onKeyDown={onKeyDown}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      className="m-0 h-dvh max-h-none w-full max-w-none overflow-hidden bg-surface pt-[env(safe-area-inset-top)] text-fg shadow-popover backdrop:bg-[rgb(0_0_0/45%)] open:animate-appear md:mx-auto md:mt-[12vh] md:h-fit md:w-[min(640px,calc(100vw-32px))] md:rounded-dialog md:border"
    >
      {list === 'rename' && session ? (
        <RenameField session={session} onRename={choose} onCancel={() => goTo(null)} />
      ) : (
        <List label={t('label')} shouldFilter={false} loop className="flex h-full min-h-0 flex-col">
          <div className="flex shrink-0 items-center gap-2 border-b px-3.5">
            <Search size={16} className="shrink-0 text-fg-3" aria-hidden="true" />
            <List.Input
              autoFocus
              value={typed}
              onValueChange={setTyped}
              placeholder={list === 'models' ? t('modelPlaceholder') : t('placeholder')}
              className="min-h-12 min-w-0 flex-1 bg-transparent text-[16px] outline-none placeholder:text-fg-3 md:text-prose"
            />
            {/* On a phone it covers everything, and there is no Escape. */}
            <IconButton label={tShortcut('close')} onClick={onClose} className="-mr-2 md:hidden">
              <X size={18} />
            </IconButton>
          </div>
          {problem && (
            <p role="alert" className="border-b px-4 py-2 text-err text-ui">
              {problem}
            </p>
          )}
          {list === null && <SearchProgress typed={text} />}
          <List.List
            aria-busy={isBusy}
            className="min-h-0 flex-1 overflow-y-auto overscroll-contain p-1.5 md:max-h-[min(440px,64vh)]"
          >
            <List.Empty className="px-3 py-6 text-center text-fg-3">{t('nothing')}</List.Empty>
            {list === 'models' ? (
              <ListedModels typed={text} session={session} onChoose={choose} />
            ) : (
              <Everything typed={text} session={session} show={show} onChoose={choose} onList={goTo} />
            )}
          </List.List>
        </List>
      )}
    </dialog>
  )
}

/** A native modal dialog, open for as long as it is there. */
function useModal() {
  const element = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const dialog = element.current
    dialog?.showModal()
    // The dialog itself would choose the list around the field.
    dialog?.querySelector('input')?.focus()
    return () => dialog?.close()
  }, [])
  return element
}
