import { Marked, type Token } from 'marked'

/** A letter of a script that is written without spaces between words, or with particles right behind them. */
export const EAST_ASIAN =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff00-\uffef]/u

/** So many marks of quotes and lists before a line are no markdown that anybody writes, and slow to read. */
const TOO_DEEP = /^(?:[ \t]*(?:>|[-*+]|\d{1,9}[.)])[ \t]?){24}/m

/**
 * Markdown by its rules does not see the end of `**“重点”**是`: behind punctuation it wants a space, which these
 * scripts do not have.
 */
const reader = new Marked({
  gfm: true,
  extensions: [
    {
      name: 'strong',
      level: 'inline',
      start: (source) => source.indexOf('**'),
      tokenizer(source) {
        const [raw, text = ''] = /^\*\*(?![\s*])([^*\n]+)(?<![\s\\])\*\*(?!\*)/.exec(source) ?? []
        if (raw === undefined || !EAST_ASIAN.test(text)) return undefined
        return { type: 'strong', raw, text, tokens: this.lexer.inlineTokens(text) }
      },
    },
  ],
})

/** The blocks of a text; undefined where they are nested so deep that they are better shown as written. */
export function readMarkdown(text: string): Token[] | undefined {
  if (TOO_DEEP.test(text)) return undefined
  try {
    return reader.lexer(text)
  } catch (cause) {
    if (cause instanceof RangeError) return undefined
    throw cause
  }
}
