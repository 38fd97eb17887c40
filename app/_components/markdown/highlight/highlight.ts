import { createCssVariablesTheme, createHighlighterCore } from 'shiki/core'
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript'
import { findLanguage } from './language-name.ts'
import { GRAMMARS } from './languages.ts'

/** A piece of code and what it is: `keyword`, `string`, …; '' for plain text. */
export type Piece = readonly [text: string, kind: string]

/** Gives code in pieces, which joined are the code; undefined where its language is not known. */
export type Highlight = (language: string, code: string) => Promise<readonly Piece[] | undefined>

/** How long a line may be read, in milliseconds; the rest of it is plain. The first reading also makes the patterns. */
const LINE_MS = 500
const FIRST_LINE_MS = 10_000

const PREFIX = 'var(--token-'
const THEME = createCssVariablesTheme({ name: 'kinds', variablePrefix: '--', fontStyle: false })

/** Knows what is what in code, without colours: those are the page's. Slow at first, so it belongs in a worker. */
export function createHighlight(): Highlight {
  const starting = createHighlighterCore({
    themes: [THEME],
    langs: [],
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  })
  const seen = new Set<string>()
  return async (written, code) => {
    const language = findLanguage(written)
    if (!language) return undefined
    const highlighter = await starting
    await highlighter.loadLanguage(GRAMMARS[language])
    const tokenizeTimeLimit = seen.has(language) ? LINE_MS : FIRST_LINE_MS
    seen.add(language)
    const { tokens } = highlighter.codeToTokens(code, { lang: language, theme: 'kinds', tokenizeTimeLimit })
    const pieces: [string, string][] = []
    for (const [index, line] of tokens.entries()) {
      if (index > 0) addPiece(pieces, '\n', '')
      for (const { content, color } of line) addPiece(pieces, content, kindOf(color))
    }
    // Lines may have ended otherwise: then the code stands as it is.
    return pieces.map(([text]) => text).join('') === code ? pieces : undefined
  }
}

/** Neighbours of one kind are one piece, and white space belongs to whatever stands before it. */
function addPiece(pieces: [string, string][], text: string, kind: string): void {
  const last = pieces.at(-1)
  if (last && (last[1] === kind || text.trim() === '')) last[0] += text
  else pieces.push([text, kind])
}

const kindOf = (color: string | undefined): string =>
  color?.startsWith(PREFIX) ? color.slice(PREFIX.length, -1) : ''
