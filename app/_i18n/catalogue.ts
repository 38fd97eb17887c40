import type {} from 'use-intl'
import type { apart } from './en/apart.ts'
import type { en } from './en.ts'

type English = typeof en & typeof apart

/** The shape every language has: the keys of English, any words. */
export type Catalogue = { [Group in keyof English]: { [Key in keyof English[Group]]: string } }
/** What is fetched before anything is drawn, and what comes with its page. */
export type FirstWords = Pick<Catalogue, keyof typeof en>
export type WordsApart = Pick<Catalogue, keyof typeof apart>

declare module 'use-intl' {
  interface AppConfig {
    Messages: English
    Locale: 'en' | 'zh'
  }
}
