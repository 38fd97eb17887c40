import { type ReactNode, type RefObject, useState } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { findMention, toFileSuggestion } from './file-match.ts'
import { matchCommands, toCommandSuggestion } from './slash-match.ts'
import type { Suggestion } from './suggestion.ts'
import { SUGGESTIONS_ID, SuggestionMenu, suggestionId } from './suggestion-menu.tsx'
import { useFileNames } from './use-file-names.ts'

export interface Suggestions {
  readonly menu: ReactNode
  /** What the text field has to say of the menu that it leads. */
  readonly field: {
    'aria-autocomplete': 'list'
    'aria-controls': string | undefined
    'aria-activedescendant': string | undefined
    onSelect: () => void
  }
  /** True where the key was the menu's: arrows choose, Tab and Enter take, Esc closes it for this text. */
  takeKey(key: string, isShifted: boolean): boolean
}

/** What a text can become: commands after a `/`, files of the workspace after an `@`. */
export function useSuggestions(options: {
  text: string
  area: RefObject<HTMLTextAreaElement | null>
  /** Absent in a conversation that is still to begin. */
  sessionId: string | undefined
  onTake: (text: string) => void
}): Suggestions {
  const { text, area, sessionId, onTake } = options
  const t = useTranslations('composer')
  const language = useLocale()
  const [caret, setCaret] = useState(text.length)
  const [chosen, setChosen] = useState(0)
  const [closedAt, setClosedAt] = useState<string | null>(null)

  const mention = findMention(text, caret)
  const paths = useFileNames(sessionId, mention)
  const commands = matchCommands(text).map((command) => toCommandSuggestion(command, language, text))
  const suggestions =
    commands.length > 0 ? commands : paths.map((path) => toFileSuggestion(path, { text, caret }))
  const isOpen = suggestions.length > 0 && closedAt !== text
  const active = Math.min(chosen, suggestions.length - 1)

  function take(suggestion: Suggestion): void {
    setChosen(0)
    setClosedAt(suggestion.text)
    setCaret(suggestion.caret)
    onTake(suggestion.text)
    // Once the text field holds it.
    requestAnimationFrame(() => {
      area.current?.focus()
      area.current?.setSelectionRange(suggestion.caret, suggestion.caret)
    })
  }

  function takeKey(key: string, isShifted: boolean): boolean {
    const suggestion = suggestions[active]
    if (!isOpen || !suggestion) return false
    if (key === 'ArrowDown') setChosen((active + 1) % suggestions.length)
    else if (key === 'ArrowUp') setChosen((active + suggestions.length - 1) % suggestions.length)
    else if (key === 'Escape') setClosedAt(text)
    else if (isShifted || (key !== 'Tab' && key !== 'Enter')) return false
    else if (key === 'Enter' && suggestion.isWhole) return false
    else take(suggestion)
    return true
  }

  return {
    menu: isOpen && (
      <SuggestionMenu
        label={commands.length > 0 ? t('commands') : t('files')}
        suggestions={suggestions}
        active={active}
        onPick={take}
      />
    ),
    field: {
      'aria-autocomplete': 'list',
      'aria-controls': isOpen ? SUGGESTIONS_ID : undefined,
      'aria-activedescendant': isOpen ? suggestionId(active) : undefined,
      onSelect: () => setCaret(area.current?.selectionStart ?? text.length),
    },
    takeKey,
  }
}
