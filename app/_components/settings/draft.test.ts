import { expect, it } from 'vitest'
import { listFields } from '#protocol/config/fields.ts'
import { listChanges, rebase, setAt } from './draft.ts'

const fields = listFields()
const changes = (before: unknown, after: unknown) =>
  listChanges(fields, before, after).map(({ path, after: value }) => [path.join('.'), value])

it('a changed setting is one change, and one that is left out has no value', () => {
  const before = { tools: { exec: { mode: 'ask', allow: ['ls'] } }, mine: 1 }
  const after = setAt(setAt(before, ['tools', 'exec', 'mode'], 'deny'), ['tools', 'exec', 'allow'], undefined)
  expect(after).toEqual({ tools: { exec: { mode: 'deny' } }, mine: 1 })
  expect(changes(before, after)).toEqual([
    ['tools.exec.mode', 'deny'],
    ['tools.exec.allow', undefined],
  ])
})

it('an entry that is new or gone is one change, whatever it holds', () => {
  const before = { providers: { old: { apiKey: '[hidden 1]', baseUrl: 'http://a' } } }
  const after = { providers: { new: { baseUrl: 'http://b', contextTokens: 4096 }, empty: {} } }
  expect(changes(before, after)).toEqual([
    ['providers.old', undefined],
    ['providers.new', after.providers.new],
    ['providers.empty', {}],
  ])
})

it('accounts inside an entry count for themselves', () => {
  const before = { channels: { telegram: { accounts: { work: { token: '[hidden 1]' } } } } }
  const after = setAt(before, ['channels', 'telegram', 'accounts', 'home'], { token: '${T}' })
  expect(changes(before, after)).toEqual([['channels.telegram.accounts.home', { token: '${T}' }]])
  expect(changes(before, setAt(before, ['channels', 'telegram', 'accounts', 'work', 'dm'], 'open'))).toEqual([
    ['channels.telegram.accounts.work.dm', 'open'],
  ])
  expect(changes(before, before)).toEqual([])
})

it('changes stand as changes of a newer file, and say which of them it has changed, too', () => {
  const before = { tools: { exec: { mode: 'ask' } }, media: { days: 30 } }
  const mine = setAt(setAt(before, ['tools', 'exec', 'mode'], 'deny'), ['media', 'days'], 7)
  const newer = { tools: { exec: { mode: 'allow' } }, media: { days: 30 }, models: { main: 'x:y' } }
  const { draft, disputed } = rebase(listChanges(fields, before, mine), newer)
  expect(draft).toEqual({ tools: { exec: { mode: 'deny' } }, media: { days: 7 }, models: { main: 'x:y' } })
  expect(disputed).toEqual(['tools.exec.mode'])
  // What somebody else has changed in the same way is no change any more.
  expect(rebase(listChanges(fields, before, mine), mine).disputed).toEqual([])
  expect(changes(mine, rebase(listChanges(fields, before, mine), mine).draft)).toEqual([])
})
