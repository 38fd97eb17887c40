import { useLocale, useTranslations } from 'use-intl'
import type { SettingWords } from '../../_i18n/settings/words.ts'
import { useKnownWords } from '../../_i18n/use-known-words.ts'
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

/** What is wrong with a setting, as a sentence in the reader's language. */
export function useProblemWords(): (finding: Finding) => string {
  const t = useTranslations('settingProblem')
  const tType = useTranslations('settingType')
  const reasonOf = useKnownWords('settingSyntax')
  const locale = useLocale()
  return (finding) => {
    const { kind, name, expected = [], shown } = finding
    if (kind === 'missing-variable') return t('missingVariable', { name: name ?? '' })
    if (kind === 'duplicate') return t('duplicate')
    if (kind === 'unknown') return name === undefined ? t('unknown') : t('unknownNear', { name })
    const syntax = reasonOf(name ?? null)
    if (kind === 'unreadable' && syntax !== undefined) return t('syntax', { reason: syntax })
    if (kind === 'unreadable')
      return locale === 'en' ? finding.message : t('unreadable', { reason: finding.message })
    const types: readonly string[] = ['string', 'number', 'int', 'boolean', 'array', 'object', 'record']
    const wanted = expected.map((one) => {
      switch (one.is) {
        case 'one-of':
          return t('oneOf', { values: one.values.join(', ') })
        case 'type':
          return types.includes(one.type) ? tType(one.type as 'string') : one.type
        case 'at-least':
          return t('atLeast', { limit: one.limit })
        case 'at-most':
          return t('atMost', { limit: one.limit })
        case 'items':
        case 'characters':
          return t(one.is, { limit: one.limit })
        case 'words':
          return locale === 'en' ? one.words : t('words')
        default:
          return t(one.is)
      }
    })
    const list = [...new Set(wanted)].join(t('or'))
    return shown === undefined ? t('wrongHidden', { wanted: list }) : t('wrong', { shown, wanted: list })
  }
}
