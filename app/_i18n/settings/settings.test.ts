import { describe, expect, it } from 'vitest'
import { type Field, listFields } from '#protocol/config/fields.ts'
import { settingNames as en } from './en.ts'
import { settingNames as zh } from './zh.ts'

const fields = listFields()
const keyOf = ({ path }: Field) => path.join('/')

describe('the words about settings (app/_i18n/settings/)', () => {
  it.each([
    ['English', en],
    ['Chinese', zh],
  ])('name every setting of the schema in %s, and no other', (_language, words) => {
    expect(Object.keys(words).sort()).toEqual(fields.map(keyOf).sort())
  })

  it('say what each means: the schema in English, the catalogue in Chinese', () => {
    expect(fields.filter(({ about }) => about === '').map(keyOf)).toEqual([])
    expect(Object.keys(zh).filter((key) => !/\p{Script=Han}/u.test(zh[key]?.about ?? ''))).toEqual([])
  })

  it('name the same values in both languages, and only values that there are', () => {
    for (const field of fields) {
      const [english, chinese] = [en, zh].map((words) => Object.keys(words[keyOf(field)]?.options ?? {}))
      expect(chinese).toEqual(english)
      expect(field.options).toEqual(expect.arrayContaining(english ?? []))
    }
  })
})
