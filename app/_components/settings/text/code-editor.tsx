'use client'

import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint'
import { EditorState } from '@codemirror/state'
import { EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view'
import { useEffect, useRef, useState } from 'react'
import { jsoncColours } from './jsonc-colours.ts'

/** Something to be said about a place in the text; lines and columns count from 1. */
export interface Mark {
  readonly line: number
  readonly column: number
  readonly length: number
  readonly severity: 'error' | 'warning'
  readonly message: string
}

/**
 * A text with line numbers, colours and marks. It lives in a shadow root: there its styles are constructed style
 * sheets, which the content policy allows, while in the page they would be style elements, which it refuses.
 */
export function CodeEditor({
  label,
  text,
  marks,
  onChange,
}: {
  label: string
  /** What it begins with; give it another key to begin anew. */
  text: string
  marks: readonly Mark[]
  onChange: (text: string) => void
}) {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(null)
  const [first] = useState(text)
  const tell = useRef(onChange)
  useEffect(() => {
    tell.current = onChange
  }, [onChange])

  useEffect(() => {
    if (!host.current) return
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' })
    const editor = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: first,
        extensions: [
          lineNumbers(),
          lintGutter(),
          history(),
          highlightActiveLine(),
          EditorState.tabSize.of(2),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false' }),
          // Tab stays the way out: a keyboard must not be caught in here.
          keymap.of([...defaultKeymap, ...historyKeymap]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) tell.current(update.state.doc.toString())
          }),
          jsoncColours,
        ],
      }),
    })
    view.current = editor
    return () => {
      view.current = null
      editor.destroy()
    }
  }, [label, first])

  useEffect(() => {
    const editor = view.current
    if (!editor) return
    const { doc } = editor.state
    const diagnostics = marks.map(({ line, column, length, severity, message }): Diagnostic => {
      const start = doc.line(Math.min(Math.max(line, 1), doc.lines))
      const from = Math.min(start.from + Math.max(column - 1, 0), start.to)
      return { from, to: Math.min(from + length, doc.length), severity, message }
    })
    editor.dispatch(setDiagnostics(editor.state, diagnostics))
  }, [marks])

  return (
    <div
      ref={host}
      className="min-h-64 overflow-hidden rounded-card border border-border-control focus-within:outline-2 focus-within:outline-accent"
    />
  )
}
