import type {} from 'use-intl'
import type { en } from './en.ts'

/** The shape every language has: the keys of English, any words. */
export type Catalogue = { [Group in keyof typeof en]: { [Key in keyof (typeof en)[Group]]: string } }

declare module 'use-intl' {
  interface AppConfig {
    Messages: typeof en
    Locale: 'en' | 'zh'
  }
}
