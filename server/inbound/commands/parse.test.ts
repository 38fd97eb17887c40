import { expect, it } from 'vitest'
import { CHAT_COMMANDS } from '#protocol/chat/commands.ts'
import { parseCommand } from './parse.ts'

it.each([
  ['/help', 'help', ''],
  ['  /HELP  ', 'help', ''],
  ['/帮助', 'help', ''],
  ['／状态', 'status', ''],
  ['/?', 'help', ''],
  ['/model', 'model', ''],
  ['/model ollama:llama3', 'model', 'ollama:llama3'],
  ['/模型   gpt-4o ', 'model', 'gpt-4o'],
  ['/status@open_claw_bot', 'status', ''],
  ['/approve@open_claw_bot 1a2b always', 'approve', '1a2b always'],
  ['/批准 1a2b', 'approve', '1a2b'],
  ['/new two\nlines', 'new', 'two\nlines'],
  ['/停止', 'stop', ''],
  ['/我是谁', 'whoami', ''],
])('%j is a command', (text, name, argument) => {
  expect(parseCommand(text)).toMatchObject({ kind: 'command', name, argument })
})

it.each([
  'hello',
  'what does /help do?',
  '/etc/passwd is a file',
  '/usr/bin/env node',
  '/',
  '/ help',
  '/home/me',
  'a/b',
  '/model.txt holds the model',
  '</help>',
])('%j is an ordinary message', (text) => expect(parseCommand(text)).toBeUndefined())

it('two slashes are an ordinary message that begins with one', () => {
  expect(parseCommand('//help')).toEqual({ kind: 'escaped', text: '/help' })
})

it.each([
  ['/hlep', 'help'],
  ['/stat', 'status'],
  ['/modle', 'model'],
  ['/aprove 12', 'approve'],
  ['/stopp', 'stop'],
  ['/状', 'status'],
  ['/帮', 'help'],
  ['/帮住', 'help'],
  ['/abracadabra', null],
])('%j is no command, and the nearest is %s', (text, nearest) => {
  expect(parseCommand(text)).toMatchObject({ kind: 'unknown', nearest })
})

it('no two commands share a name', () => {
  const all = CHAT_COMMANDS.flatMap(({ name, aliases }) => [name, ...aliases])
  expect(new Set(all).size).toBe(all.length)
})
