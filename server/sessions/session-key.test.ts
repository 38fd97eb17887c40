import { describe, expect, it } from 'vitest'
import { firstWords } from './first-words.ts'
import { chatSessionKey, MAIN_SESSION_KEY, ownSessionKey, sessionClass } from './session-key.ts'

describe('the class of a session', () => {
  it.each([
    MAIN_SESSION_KEY,
    ownSessionKey('web', 'a', 'main'),
    ownSessionKey('cli', 'b', 'main'),
    ownSessionKey('cron', 'c', 'research'),
  ])('%s is trusted', (key) => {
    expect(sessionClass(key)).toBe('trusted')
  })

  it.each([
    'agent:main:telegram:dm:17',
    'agent:main:telegram:group:17',
    'agent:main:hook:mail',
    'agent:main:api:token:user',
    'agent:main:main:more',
    'agent:main:web:a:b',
    'agent:main:web:',
    'main',
    '',
  ])('%s is untrusted', (key) => {
    expect(sessionClass(key)).toBe('untrusted')
  })

  it('cannot be raised by ids that a platform or its users choose', () => {
    const ids = ['main', 'web:1', '../main', 'x:y', ' ', '\n', '\ud800', 'agent:main:main']
    const keys = ids.flatMap((id) =>
      [{ chatKind: 'direct' }, { chatKind: 'group' }, { chatKind: 'group', threadId: id }].map((chat) =>
        chatSessionKey({ channel: id, chatId: id, senderId: id, ...(chat as { chatKind: 'group' }) }),
      ),
    )
    expect(keys.filter((key) => sessionClass(key) === 'trusted')).toEqual([])
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('cannot be raised by the names that programs choose', () => {
    const ids = ['main', 'web:1', '../main', 'x:y', ':', '\n']
    const key = (channel: string, chatId: string, senderId: string) =>
      chatSessionKey({ channel, chatKind: 'direct', chatId, senderId })
    const keys = ids.flatMap((id) => [
      key('hook', id, 'main'),
      key('api', id, 'token'),
      key('api', 'user', id),
    ])
    expect(keys.filter((made) => sessionClass(made) === 'trusted')).toEqual([])
    expect(new Set(keys).size).toBe(keys.length)
  })
})

describe('a title from the first words', () => {
  it.each([
    ['Hello', 'Hello'],
    ['\n\n  first   line \nsecond', 'first line'],
    ['@claw_bot, where are you?', 'where are you?'],
    ['@claw_bot 你好', '你好'],
    ['@claw_bot', '@claw_bot'],
    ['', ''],
    [`${'word '.repeat(20)}`, `${'word '.repeat(11)}word…`],
    ['请'.repeat(80), `${'请'.repeat(60)}…`],
    ['👩‍👩‍👧'.repeat(70), `${'👩‍👩‍👧'.repeat(60)}…`],
  ])('%j becomes %j', (text, title) => {
    expect(firstWords(text)).toBe(title)
  })
})
