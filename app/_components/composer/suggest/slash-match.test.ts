import { describe, expect, it } from 'vitest'
import { commandName, matchCommands } from './slash-match.ts'

const names = (text: string) => matchCommands(text).map((command) => command.name)

describe('the slash menu', () => {
  it('offers every command for a lone slash', () => expect(names('/').length).toBeGreaterThan(10))

  it('narrows as one types, in both languages', () => {
    expect(names('/mod')).toEqual(['model', 'models'])
    expect(names('/停')).toEqual(['stop'])
    expect(names('／帮')).toEqual(['help'])
  })

  it('stays away from words, paths, escaped slashes and finished commands', () => {
    for (const text of ['', 'hello', '//help', '/model gpt', '/etc/passwd', 'see /help', '/nonsense'])
      expect(names(text), text).toEqual([])
  })

  it('writes a command in the language of its reader', () => {
    const [stop] = matchCommands('/stop')
    expect(stop && commandName(stop, 'en')).toBe('/stop')
    expect(stop && commandName(stop, 'zh')).toBe('/停止')
  })
})
