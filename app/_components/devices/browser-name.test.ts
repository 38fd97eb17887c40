import { expect, it } from 'vitest'
import { browserName } from './browser-name.ts'

it('names browser and system, and leaves every other name alone', () => {
  const chrome =
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36'
  const safari =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1'
  expect(browserName(`${chrome} (IPv4)`)).toBe('Chrome 146, Linux')
  expect(browserName(`${chrome} Edg/146.0.0.0`)).toBe('Edge 146, Linux')
  expect(browserName(safari)).toBe('Safari 18, iPhone')
  expect(browserName('Mozilla/5.0 of my own')).toBe('Mozilla/5.0 of my own')
  expect(browserName('Phone of Chrome/1')).toBe('Phone of Chrome/1')
})
