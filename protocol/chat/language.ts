/** The languages that the gateway itself speaks. */
export type Language = 'en' | 'zh'

/** One sentence in both languages. */
export type Phrase = Readonly<Record<Language, string>>

/** The first characters tell the language; the rest may be material of any kind. */
const SAMPLE_LENGTH = 2_000

const HAN = /\p{Script=Han}/gu
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/u
const QUOTED = /`[^`]*`|"[^"]*"|“[^”]*”|「[^」]*」/g
const FILE_NAME = /(?<=^|\s)\S*\.\w{1,8}\b/g

/**
 * Chinese to Chinese, English to everything else. A Chinese file name in an English sentence does not
 * make it Chinese, and neither does an English one the other way round.
 */
export function detectLanguage(message: string): Language {
  const text = message.slice(0, SAMPLE_LENGTH)
  const first = /\p{L}/u.exec(text)?.[0] ?? ''
  const words = text.replace(QUOTED, ' ').replace(FILE_NAME, ' ')
  if (KANA.test(words)) return 'en'
  if (/\p{Script=Han}/u.test(first)) return 'zh'
  const han = words.match(HAN)?.length ?? 0
  const latin = words.match(/\p{Script=Latin}+/gu)?.length ?? 0
  return han > latin ? 'zh' : 'en'
}
