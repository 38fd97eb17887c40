import { expect, it } from 'vitest'
import { asTyped } from './as-typed.ts'

it('names the command as it can be typed: in a checkout by npm, elsewhere as it is', () => {
  const sentence = 'Run "openclaw gateway start" (openclaw doctor). openclaw: ~/.openclaw openclaw status'
  expect(asTyped(sentence, {})).toBe(sentence)
  expect(asTyped('Run: npm run openclaw -- restore x', {})).toBe('Run: openclaw restore x')
  expect(asTyped(sentence, { npm_lifecycle_event: 'openclaw' })).toBe(
    'Run "npm run openclaw -- gateway start" (npm run openclaw -- doctor). openclaw: ~/.openclaw npm run openclaw -- status',
  )
})
