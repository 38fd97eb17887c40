import { expect, it } from 'vitest'
import { rankWords } from './rank-words.ts'

const commands = [
  { title: 'Go to Inbox' },
  { title: 'Dark theme', words: 'appearance colours' },
  { title: '切换模型' },
  { title: 'Show all keys' },
]
const found = (typed: string) => rankWords(commands, typed, (command) => command).map(({ title }) => title)

it('finds a command by the beginnings of its words, by other words, and in Chinese', () => {
  expect(found('inb')).toEqual(['Go to Inbox'])
  expect(found('colours')[0]).toBe('Dark theme')
  expect(found('模型')).toEqual(['切换模型'])
  expect(found('')).toHaveLength(4)
  expect(found('zzz')).toEqual([])
})
