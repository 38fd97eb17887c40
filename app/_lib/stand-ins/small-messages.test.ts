import formatWhole from 'use-intl/format-message'
import { expect, it } from 'vitest'
import { apart as englishApart } from '../../_i18n/en/apart.ts'
import { en } from '../../_i18n/en.ts'
import { apart as chineseApart } from '../../_i18n/zh/apart.ts'
import { zh } from '../../_i18n/zh.ts'
import formatSmall from './small-messages.ts'

const formatters = {
  getNumberFormat: (locale: string, options?: Intl.NumberFormatOptions) =>
    new Intl.NumberFormat(locale, options),
  getPluralRules: (locale: string, options?: Intl.PluralRulesOptions) =>
    new Intl.PluralRules(locale, options),
}
const CATALOGUES = { en: [en, englishApart], zh: [zh, chineseApart] }

it.each(['en', 'zh'] as const)('says in %s what the whole formatter says, whatever the numbers', (locale) => {
  const options = () => ({ locale, formatters, cache: { message: {} } })
  const [small, whole] = [options(), options()]
  const texts = CATALOGUES[locale].flatMap((groups) => Object.values(groups).flatMap(Object.values))
  expect(texts.length).toBeGreaterThan(500)
  for (const text of texts) {
    for (const value of [0, 1, 0.005, 0.755, 999, 12_345, 1_234_567, -1]) {
      const names = [...text.matchAll(/\{(\w+)/g)].map(([, name]) => [name, value])
      const values = names.length > 0 ? Object.fromEntries(names) : undefined
      expect(formatSmall('any', text, values, small)).toBe(formatWhole('any', text, values, whole as never))
    }
  }
})

it('leaves a blank empty whose value is nothing, as the whole formatter does', () => {
  const options = { locale: 'en', formatters, cache: { message: {} } }
  // Its types know no blank without a value, and a page may have one all the same.
  for (const value of [null, undefined, '']) {
    expect(formatSmall('any', 'a{b}c', { b: value }, options)).toBe('ac')
    expect(
      formatWhole('any', 'a{b}c', { b: value as never }, { ...options, cache: { message: {} } } as never),
    ).toBe('ac')
  }
})

it('names the value that is missing, and refuses what it cannot read', () => {
  const options = { locale: 'en', formatters, cache: { message: {} } }
  const format = (text: unknown, values = {}) => formatSmall('group.key', text, values, options)
  expect(() => format('Hello {name}')).toThrow('“name”')
  expect(() => format('{when, date, short}', { when: 1 })).toThrow('when, date')
  expect(() => format('Hello {name')).toThrow('stays open')
  expect(() => format(undefined)).toThrow('group.key')
})
