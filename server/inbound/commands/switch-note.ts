import type { Language } from '#protocol/chat/language.ts'

/** How an answer begins whose model the user named. */
export const switchNote = (model: string, language: Language): string =>
  language === 'zh' ? `好的，切换到 ${model}…` : `All right, switching to ${model}…`
