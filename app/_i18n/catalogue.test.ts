import { createTranslator } from 'use-intl/core'
import { describe, expect, it } from 'vitest'
import { ERROR_CODES } from '#protocol/errors.ts'
import { TOOL_NAMES } from '#protocol/tools.ts'
import type { Catalogue } from './catalogue.ts'
import { apart as englishApart } from './en/apart.ts'
import { en as english } from './en.ts'
import { apart as chineseApart } from './zh/apart.ts'
import { zh as chinese } from './zh.ts'

const en = { ...english, ...englishApart }
const zh = { ...chinese, ...chineseApart }

const placeholders = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)/g)].map((match) => match[1] ?? ''))].sort()

const entries = (catalogue: Catalogue): [string, string][] =>
  Object.entries(catalogue).flatMap(([group, texts]) =>
    Object.entries(texts as Record<string, string>).map(([key, text]): [string, string] => [
      `${group}.${key}`,
      text,
    ]),
  )

describe('the catalogues', () => {
  it('have the same keys in the same order', () => {
    expect(entries(zh).map(([key]) => key)).toEqual(entries(en).map(([key]) => key))
  })

  it('use the same placeholders in both languages', () => {
    const texts = new Map(entries(zh))
    for (const [key, text] of entries(en)) {
      // A plural branch begins with a word of its own language; only the names outside count.
      const names = (value: string) => placeholders(value.replace(/ (one|other) \{[^}]*\}/g, ''))
      expect(names(texts.get(key) ?? ''), key).toEqual(names(text))
    }
  })

  it('leave no text empty, and none in Chinese untranslated', () => {
    const texts = [...entries(en), ...entries(zh)]
    expect(texts.filter(([, text]) => text.trim() === '')).toEqual([])
    // The panel comes without the part that reads patterns of numbers and dates.
    expect(texts.filter(([, text]) => text.includes('::'))).toEqual([])
    const originals = new Map(entries(en))
    const same = entries(zh).filter(([key, text]) => originals.get(key) === text)
    expect(same.map(([key]) => key)).toEqual(['app.name', 'chat.assistant'])
  })

  it('have a human sentence for every error code and words for every tool', () => {
    for (const catalogue of [en, zh]) {
      expect(Object.keys(catalogue.error).sort()).toEqual([...ERROR_CODES, 'disconnected'].sort())
      for (const name of TOOL_NAMES) expect(Object.keys(catalogue.tool)).toContain(name)
    }
  })

  it('are all readable for the formatter', () => {
    for (const [locale, messages] of [
      ['en', en],
      ['zh', zh],
    ] as const) {
      const problems: unknown[] = []
      const translate = createTranslator({ locale, messages, onError: (error) => problems.push(error) })
      for (const [key, text] of entries(messages)) {
        const values = Object.fromEntries(placeholders(text).map((name) => [name, 2]))
        translate(key as Parameters<typeof translate>[0], values as never)
      }
      expect(problems).toEqual([])
    }
  })
})
