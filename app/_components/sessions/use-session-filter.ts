import type { SessionSummary } from '#protocol/sessions.ts'
import { useAddressChoice, useAddressValue, useAddressWords } from '../../_lib/location.ts'
import { useSessionTitle } from '../sidebar/session-title.ts'
import { SESSION_KINDS, sessionKind } from './session-kind.ts'

export const SESSION_VIEWS = ['all', 'unread', 'running', ...SESSION_KINDS, 'archived'] as const

type View = (typeof SESSION_VIEWS)[number]

function isOfView(session: SessionSummary, view: View): boolean {
  if (view === 'all' || view === 'archived') return true
  if (view === 'unread') return session.unread > 0
  return view === 'running' ? session.running : sessionKind(session.key) === view
}

/** Which conversations are shown, as the address says. */
export function useSessionFilter() {
  const titleOf = useSessionTitle()
  const [view, setView] = useAddressChoice('show', SESSION_VIEWS, 'all')
  const [words, setWords] = useAddressWords('find')
  const [named, setAssistant] = useAddressValue('assistant')
  const wanted = words.trim().toLowerCase()
  return {
    view,
    words,
    setView,
    setWords,
    setAssistant,
    apply(sessions: readonly SessionSummary[]) {
      // An address may name one that is gone with all that it said.
      const assistant = sessions.some(({ agent }) => agent === named) ? named : ''
      const shown = sessions.filter(
        (session) =>
          isOfView(session, view) &&
          (assistant === '' || session.agent === assistant) &&
          `${titleOf(session)} ${session.peer ?? ''}`.toLowerCase().includes(wanted),
      )
      return { shown, assistant }
    },
  }
}
