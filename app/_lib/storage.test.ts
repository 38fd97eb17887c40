import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { isStorageFull, listStored, readStored, STORAGE_CHANGED, writeStored } from './storage.ts'

/** What a browser has: so much room, or none that a page may use. */
function createStorage(room: { signs: number; isDenied: boolean }): Storage {
  const kept: Record<string, string> = {}
  const methods = {
    getItem: (name: string) => kept[name] ?? null,
    setItem(name: string, value: string) {
      const others = Object.entries(kept).filter(([other]) => other !== name)
      if (others.flat().join('').length + name.length + value.length > room.signs) {
        throw new DOMException('No room.', 'QuotaExceededError')
      }
      kept[name] = value
    },
    removeItem: (name: string) => void delete kept[name],
  }
  function allowed<Given>(given: Given): Given {
    if (room.isDenied) throw new DOMException('Not allowed.', 'SecurityError')
    return given
  }
  return new Proxy(methods as unknown as Storage, {
    get: (target, name) => allowed(Reflect.get(target, name)),
    ownKeys: () => allowed(Object.keys(kept)),
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
  })
}

const room = { signs: 0, isDenied: false }
let told = 0
const page = new EventTarget()
page.addEventListener(STORAGE_CHANGED, () => told++)
beforeEach(() => {
  Object.assign(room, { signs: 1_000, isDenied: false })
  told = 0
  vi.stubGlobal('localStorage', createStorage(room))
  vi.stubGlobal('dispatchEvent', (event: Event) => page.dispatchEvent(event))
})
afterEach(() => {
  room.isDenied = false
  for (const name of listStored('')) writeStored(name, null)
})

it('keeps, lists and removes, and says nothing of that', () => {
  expect([writeStored('a.1', 'one'), writeStored('b.1', 'two')]).toEqual([true, true])
  expect([readStored('a.1'), listStored('a.'), told]).toEqual(['one', ['a.1'], 0])
  writeStored('a.1', null)
  expect([readStored('a.1'), listStored('a.')]).toEqual([null, []])
})

it('knows what found no room for as long as the page stays, says so, and keeps it once there is room', () => {
  writeStored('draft.1', 'an earlier one')
  room.signs = 30
  expect(writeStored('draft.1', 'a much longer thought than there is room for')).toBe(false)
  expect(writeStored('unsent.1', 'a message on its way')).toBe(false)
  expect(readStored('draft.1')).toBe('a much longer thought than there is room for')
  expect(listStored('unsent.')).toEqual(['unsent.1'])
  expect([isStorageFull(), told]).toEqual([true, 2])

  room.signs = 1_000
  expect(writeStored('draft.2', 'x')).toBe(true)
  expect([isStorageFull(), told]).toEqual([false, 3])
  expect(localStorage.getItem('draft.1')).toBe('a much longer thought than there is room for')
  expect(localStorage.getItem('unsent.1')).toBe('a message on its way')
})

it('goes on in the same way where the browser denies all of it', () => {
  writeStored('unsent.1', 'sent earlier')
  room.isDenied = true
  expect([readStored('unsent.1'), listStored('')]).toEqual([null, []])
  expect(writeStored('draft.1', 'a thought')).toBe(false)
  expect(writeStored('unsent.1', null)).toBe(false)
  expect([readStored('draft.1'), listStored(''), isStorageFull()]).toEqual(['a thought', ['draft.1'], true])
  room.isDenied = false
  writeStored('draft.1', null)
  expect([readStored('unsent.1'), isStorageFull()]).toEqual([null, false])
})
