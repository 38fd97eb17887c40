import { useLocale } from 'use-intl'
import { sayFinding } from '#protocol/config/findings/words.ts'
import type { SettingWords } from '../../_i18n/settings/words.ts'
import type { Field, Finding } from './draft.ts'
import { useSettingNames } from './setting-names.tsx'

/** What a setting is called, what it means, and what its values are called, in the reader's language. */
export function useSettingWords(): (field: Field) => Required<SettingWords> {
  const table = useSettingNames()
  return (field) => {
    const key = field.path.join('/')
    const words: SettingWords = Object.hasOwn(table, key) ? (table[key] ?? { name: key }) : { name: key }
    return { name: words.name, about: words.about ?? field.about, options: words.options ?? {} }
  }
}

/** What was found at a setting, as a sentence in the reader's language that does not name the place again. */
export function useProblemWords(): (finding: Finding) => string {
  const locale = useLocale()
  return (finding) => sayFinding(finding, locale, true)
}
