import { expect, it } from 'vitest'
import { compareBuilds } from './same-build.ts'

function createTab(options: { isDenied?: boolean; forgets?: boolean } = {}) {
  const kept = new Map<string, string>()
  const refuse = () => {
    if (options.isDenied) throw new DOMException('denied', 'SecurityError')
  }
  return {
    getItem(name: string) {
      refuse()
      return kept.get(name) ?? null
    },
    setItem(name: string, value: string) {
      refuse()
      if (!options.forgets) kept.set(name, value)
    },
    removeItem(name: string) {
      refuse()
      kept.delete(name)
    },
  }
}

it('loads a page of another build anew once for each build, and never again', () => {
  const tab = createTab()
  expect(compareBuilds({ own: 'a', served: 'a' }, tab)).toBe('same')
  expect(compareBuilds({ own: 'a', served: 'b' }, tab)).toBe('reload')
  // An old page came back all the same, from a cache that nobody asked for.
  expect(compareBuilds({ own: 'a', served: 'b' }, tab)).toBe('stale')
  expect(compareBuilds({ own: 'a', served: 'b' }, tab)).toBe('stale')
  expect(compareBuilds({ own: 'a', served: 'c' }, tab)).toBe('reload')
  expect(compareBuilds({ own: 'c', served: 'c' }, tab)).toBe('same')
  expect(compareBuilds({ own: 'c', served: 'b' }, tab)).toBe('reload')
})

it('never loads anew what could do so for ever: without storage, without builds', () => {
  const denied = createTab({ isDenied: true })
  expect(compareBuilds({ own: 'a', served: 'b' }, denied)).toBe('stale')
  expect(compareBuilds({ own: 'a', served: 'a' }, denied)).toBe('same')
  expect(compareBuilds({ own: 'a', served: 'b' }, createTab({ forgets: true }))).toBe('stale')
  for (const builds of [
    { own: undefined, served: 'b' },
    { own: 'a', served: undefined },
  ]) {
    expect(compareBuilds(builds, createTab())).toBe('same')
    expect(compareBuilds(builds, denied)).toBe('same')
  }
})
