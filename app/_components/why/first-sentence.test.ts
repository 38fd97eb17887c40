import { expect, it } from 'vitest'
import { error as english } from '../../_i18n/en/error.ts'
import { error as chinese } from '../../_i18n/zh/error.ts'
import { firstSentence } from './first-sentence.ts'

it('why another model answered says what happened, and not what to do about it', () => {
  const codes = Object.keys(english).filter((code) => code.startsWith('model_') || code === 'unknown_model')
  expect(codes.length).toBeGreaterThan(5)
  for (const code of codes as (keyof typeof english)[]) {
    expect(firstSentence(english[code])).toMatch(/^The[^.]+\.$/)
    expect(firstSentence(english[code])).not.toMatch(/again|choose|check/i)
    expect(firstSentence(chinese[code])).toMatch(/^[^。]+。$/)
    expect(firstSentence(chinese[code])).not.toMatch(/再问|请(?!求)|换一个/)
  }
  expect(firstSentence('Set it in openclaw.json first. Then go on.')).toBe('Set it in openclaw.json first.')
})
