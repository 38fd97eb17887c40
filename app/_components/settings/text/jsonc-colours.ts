import { Decoration, type DecorationSet, EditorView, MatchDecorator, ViewPlugin } from '@codemirror/view'

/** Comments, names, texts (also one that is not closed yet), numbers and words of JSON with comments, each on one line. */
const TOKENS = /\/\/.*|"(?:[^"\\]|\\.)*"?(?=(\s*:)?)|\b(?:true|false|null)\b|-?\b\d[\d.eE+-]*/g

const kindOf = ([text, colon]: RegExpMatchArray): string => {
  if (text?.startsWith('//')) return 'comment'
  if (text?.startsWith('"')) return colon === undefined ? 'text' : 'name'
  return 'value'
}

const decorator = new MatchDecorator({
  regexp: TOKENS,
  decoration: (match) => Decoration.mark({ class: `token-${kindOf(match)}` }),
})

/** Colours for JSON with comments, out of the panel's own. */
export const jsoncColours = [
  ViewPlugin.define<{ decorations: DecorationSet; update: (change: never) => void }>(
    (view) => {
      const plugin = {
        decorations: decorator.createDeco(view),
        update(change: Parameters<typeof decorator.updateDeco>[0]) {
          plugin.decorations = decorator.updateDeco(change, plugin.decorations)
        },
      }
      return plugin
    },
    { decorations: (plugin) => plugin.decorations },
  ),
  EditorView.theme({
    '&': { color: 'var(--fg)', backgroundColor: 'var(--bg)', fontSize: '13px' },
    '&.cm-focused': { outline: 'none' },
    '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '20px' },
    '.cm-content': { caretColor: 'var(--fg)', padding: '8px 0' },
    '.cm-cursor': { borderLeftColor: 'var(--fg)' },
    '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
      backgroundColor: 'color-mix(in oklab, var(--accent) 28%, transparent)',
    },
    '.cm-gutters': {
      backgroundColor: 'var(--surface)',
      color: 'var(--fg-3)',
      borderRight: '1px solid var(--border)',
    },
    '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--raised)' },
    '.cm-tooltip': {
      backgroundColor: 'var(--surface)',
      color: 'var(--fg)',
      border: '1px solid var(--border)',
      borderRadius: '8px',
      boxShadow: 'var(--shadow-popover)',
    },
    '.cm-diagnostic-error': { borderLeftColor: 'var(--err)' },
    '.cm-diagnostic-warning': { borderLeftColor: 'var(--warn)' },
    '.token-comment': { color: 'var(--fg-3)' },
    '.token-name': { color: 'var(--info)' },
    '.token-text': { color: 'var(--ok)' },
    '.token-value': { color: 'var(--accent)' },
  }),
]
