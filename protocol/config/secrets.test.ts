import { describe, expect, it } from 'vitest'
import { adoptSecrets, hideSecrets, restoreSecrets, restoreValue } from './secrets.ts'

const SECRETS = [
  'sk-one-1111',
  'sk-two-2222',
  'bearer-3333',
  'old-key-4444',
  'user:pass5',
  'hook-6666',
  '77778888',
]
const TEXT = `{
  // "apiKey": "old-key-4444" was the old one
  "providers": {
    "lab": { "apiKeys": ["sk-one-1111", "sk-two-2222", "\${LAB_KEY}"], "baseUrl": "https://user:pass5@lab.example/v1" },
    "other": { "apiKey": 77778888, "headers": { "x-auth": "bearer-3333" }, "contextTokens": 4096 },
  },
  "hooks": { "mail": { "secret": "hook-6666" } }, /* the rest */
}
`

describe('the text of a configuration as it is shown', () => {
  it('L2: holds no secret: not in lists, addresses, comments, nor where a number stands in the place of a text', () => {
    const listShown = (hide: (text: string) => string) =>
      SECRETS.filter((secret) => hide(TEXT).includes(secret))
    expect(listShown(hideSecrets)).toEqual([])
    // Planted bug: only what stands under a name of its own is hidden.
    const hideNamed = (text: string) => text.replace(/("(?:apiKey|secret)": )[^,} ]+/g, '$1"[hidden]"')
    expect(listShown(hideNamed)).toEqual(['sk-one-1111', 'sk-two-2222', 'bearer-3333', 'user:pass5'])
    const hidden = hideSecrets(TEXT)
    expect(hidden).toContain('["[hidden 2]", "[hidden 3]", "${LAB_KEY}"], "baseUrl": "https://[hidden 4]@lab')
    expect(hidden).toContain('"apiKey": "[hidden 5]"')
    expect(hidden).toContain('"contextTokens": 4096')
  })

  it('holds none either where it does not parse', () => {
    const hidden = hideSecrets(
      '{ "providers": { "lab": { "apiKey": sk-one-1111, "headers": { "authorization": "Basic bearer-3333"',
    )
    expect(hidden).not.toMatch(/sk-one|bearer-3333/)
  })

  it('becomes the same again, and with what was changed around the secrets', () => {
    expect(restoreSecrets(hideSecrets(TEXT), TEXT)).toBe(TEXT.replace('77778888', '"77778888"'))
    const edited = hideSecrets(TEXT).replace('"[hidden 2]", "[hidden 3]"', '"[hidden 3]", "new-key"')
    expect(restoreSecrets(edited, TEXT)).toContain('["sk-two-2222", "new-key", "${LAB_KEY}"]')
  })

  it.each([
    ['into a setting that is shown', '"baseUrl": "https://[hidden 4]@lab', '"baseUrl": "[hidden 2]'],
    ['to another vendor', '"apiKey": "[hidden 5]"', '"apiKey": "[hidden 2]"'],
    ['into a comment', '/* the rest */', '/* [hidden 2] */'],
    ['that never was', '"secret": "[hidden 7]"', '"secret": "[hidden 99]"'],
  ])('gives no secret away %s', (_name, from, to) => {
    const hidden = hideSecrets(TEXT)
    expect(hidden).toContain(from)
    expect(() => restoreSecrets(hidden.replace(from, to), TEXT)).toThrow(/stands for no secret/)
  })

  it('gives single values their secrets back at their own place only', () => {
    const value = ['[hidden 3]', 'new']
    expect(restoreValue(value, ['providers', 'lab', 'apiKeys'], TEXT)).toEqual(['sk-two-2222', 'new'])
    expect(() => restoreValue('[hidden 3]', ['models', 'main'], TEXT)).toThrow(/stands for no secret/)
  })

  it('takes the secrets that stand there now, or none where one is gone', () => {
    const now = TEXT.replace('sk-one-1111', 'sk-new-9999')
    expect(adoptSecrets(hideSecrets(TEXT), now)).toMatchObject({
      text: expect.stringContaining('sk-new-9999'),
      lost: [],
    })
    expect(adoptSecrets(hideSecrets(TEXT), '{}').lost).toContain('providers.lab.apiKeys')
  })
})
