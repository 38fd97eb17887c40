import type { Language } from '#protocol/chat/language.ts'

/** The language that the terminal is set to, of those that OpenClaw speaks. */
export function terminalLanguage(environment: Record<string, string | undefined>): Language {
  const locale = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || ''
  return /^zh/i.test(locale) ? 'zh' : 'en'
}
