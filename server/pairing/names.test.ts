import { describe, expect, it, onTestFinished } from 'vitest'
import { saveAllowedGroup, saveContact } from '#db/queries/access/contacts.ts'
import { createOutboxRow } from '#db/queries/outbox.ts'
import type { Contacts } from '../inbound/admit.ts'
import { createHouse, OWNER } from './fixtures/house.ts'
import { findLookAlike, hasHiddenCharacters } from './look-alike.ts'

const DEFAULT = { channel: 'test', account: 'default' }
const OLGA = 'Olga Owner'

/** Olga is the owner, Gus a guest; group-1 is allowed. */
function setUp(options: { config?: object; contacts?: Partial<Contacts> } = {}) {
  const house = createHouse(options)
  onTestFinished(house.remove)
  const gateway = house.boot()
  saveContact(gateway.db, { ...DEFAULT, senderId: 'olga', kind: 'owner', name: OLGA, createdAt: 0 })
  saveContact(gateway.db, { ...DEFAULT, senderId: 'gus', kind: 'guest', name: 'Gus', createdAt: 0 })
  saveAllowedGroup(gateway.db, { ...DEFAULT, chatId: 'group-1', name: '', createdAt: 0 })
  return { house, gateway }
}

describe('B10: a name', () => {
  const NAMES: readonly [string, 'look-alike' | 'hidden-characters' | null][] = [
    [OLGA, 'look-alike'],
    ['Оlgа Оwnеr', 'look-alike'],
    ['ΟLGA ΟWNER', 'look-alike'],
    ['Ｏｌｇａ　Ｏｗｎｅｒ', 'look-alike'],
    ['𝓞𝓵𝓰𝓪 𝓞𝔀𝓷𝓮𝓻', 'look-alike'],
    ['0lga 0vvner', 'look-alike'],
    ['Ólgà Öwnêr', 'look-alike'],
    ['Ol\u200bga Own\u2060er', 'look-alike'],
    ['\u202erenwO aglO', 'hidden-characters'],
    ['Sam\u3164', 'hidden-characters'],
    ['Family 👨‍👩‍👧 ❤️', null],
    ['李雷', null],
    ['S'.repeat(4_000), null],
  ]

  it.each(NAMES)('%j is shown clean and with a warning where it needs one', (name, warning) => {
    const shown = findLookAlike(name, [OLGA])
      ? 'look-alike'
      : hasHiddenCharacters(name)
        ? 'hidden-characters'
        : null
    expect(shown).toBe(warning)
  })

  /** Writes under each name and says who was taken for somebody that was let in. */
  async function impersonate(contacts: Partial<Contacts>): Promise<number> {
    const { gateway } = setUp({ contacts })
    for (const [index, [senderName]] of NAMES.entries()) {
      await gateway.write({ text: 'it is me', senderName, senderId: `x${index}`, account: `a${index}` })
    }
    return gateway.rows("select id from inbox where state = 'running'").length
  }

  it('makes nobody the owner: the id of the platform does', async () => {
    expect(await impersonate({})).toBe(0)
  })

  it('the planted bug, a role by name, is found', async () => {
    const byName = (sender: object) =>
      'senderName' in sender && sender.senderName === OLGA ? 'owner' : undefined
    expect(await impersonate({ findRole: byName })).toBeGreaterThan(0)
  })

  it('is stored without what cannot be seen, cut, and next to the one that it looks like', async () => {
    const { gateway } = setUp()
    await gateway.write({ text: 'hi', senderId: 'x', senderName: '\u202e Оlgа\u200b Оwnеr\u0000' })
    await gateway.write({ text: 'hi', senderId: 'y', senderName: 'y'.repeat(4_000) })
    const [x, y] = gateway.requests()
    expect(x).toMatchObject({ name: 'Оlgа Оwnеr', warning: 'look-alike', lookAlike: OLGA })
    expect(y?.name).toHaveLength(80)
  })
})

describe('B12: somebody who was let in directly', () => {
  async function speakInGroup(contacts: Partial<Contacts>) {
    const { gateway } = setUp({ contacts })
    return gateway.write({
      text: 'hi',
      senderId: 'gus',
      chatKind: 'group',
      chatId: 'group-2',
      mentioned: true,
    })
  }

  it('is not heard in a group that was not allowed; approving gave him none', async () => {
    expect(await speakInGroup({})).toEqual({ state: 'silent', reason: 'group-not-allowed' })
  })

  it('the planted bug, groups that know their members, is found', async () => {
    expect(await speakInGroup({ isGroupAllowed: () => true })).toMatchObject({ state: 'running' })
  })

  it('and a stranger in an allowed group gets no code', async () => {
    const { gateway } = setUp()
    const group = { chatKind: 'group', chatId: 'group-1', mentioned: true } as const
    expect(await gateway.write({ text: 'hi', senderId: 'x', ...group })).toMatchObject({
      reason: 'not-paired',
    })
    expect([gateway.outbox(), gateway.requests()]).toEqual([[], []])
  })
})

describe('B13: the policy', () => {
  const stranger = { text: 'hello', senderId: 'x' }

  async function meetSilence(contacts: Partial<Contacts>) {
    const { gateway } = setUp({ config: { channels: { test: { dm: 'allowlist' } } }, contacts })
    const ending = await gateway.write(stranger)
    return [ending, gateway.outbox(), gateway.rows('select id from pairing_requests')]
  }

  it('"allowlist" is silent to strangers: no code, no request', async () => {
    expect(await meetSilence({})).toEqual([{ state: 'silent', reason: 'not-paired' }, [], []])
  })

  it('the planted bug, codes whatever the policy, is found', async () => {
    expect((await meetSilence({ dmPolicy: () => 'pairing' }))[1]).toHaveLength(1)
  })

  it.each([
    [{ dm: 'disabled' }, 'olga', 'direct-off'],
    [{ dm: 'open', allowFrom: ['*'] }, 'x', null],
    [{ dm: 'allowlist', allowFrom: ['x'] }, 'x', null],
    [{ dm: 'pairing', allowFrom: ['x'] }, 'x', null],
    [{ dm: 'allowlist', allowFrom: ['*'] }, 'x', 'not-paired'],
    [{ dm: 'allowlist', accounts: { default: { dm: 'pairing' } } }, 'x', 'pairing-code'],
    [{ allowFrom: ['x'], accounts: { default: { allowFrom: [] } } }, 'x', 'pairing-code'],
    [{ dm: 'open', allowFrom: ['*'] }, '', 'no-sender'],
  ])('%j lets %j come to %j', async (settings, senderId, reason) => {
    const { gateway } = setUp({ config: { channels: { test: settings } } })
    expect(await gateway.write({ text: 'hello', senderId })).toMatchObject({ reason })
  })

  it('"open" lets everybody write directly, and nobody into groups', async () => {
    const { gateway } = setUp({ config: { channels: { test: { dm: 'open', allowFrom: ['*'] } } } })
    const group = { chatKind: 'group', chatId: 'group-1', mentioned: true } as const
    expect(await gateway.write({ ...stranger, ...group })).toMatchObject({ reason: 'not-paired' })
  })
})

describe('B14: a command of a stranger', () => {
  /** What it came to, how many runs it made, and who was answered. */
  async function command(text: string, contacts: Partial<Contacts>) {
    const { gateway } = setUp({ contacts })
    const ending = await gateway.write({ text, senderId: 'x' })
    return [ending, gateway.commands, gateway.rows('select id from runs'), gateway.outbox().length]
  }

  const COMMANDS = ['/approve 123456', '/deny x', '/model gpt-4o', '/status', '/sessions']

  it.each(COMMANDS)('%s does nothing', async (text) => {
    const told = { state: 'replied', reason: 'pairing-code' }
    expect(await command(text, {})).toEqual([told, [], [], 1])
  })

  it.each(COMMANDS)('the planted bug, everybody is the owner, is found by %s', async (text) => {
    expect((await command(text, { findRole: () => 'owner' }))[1]).toHaveLength(1)
  })
})

describe('shutting somebody out', () => {
  it('takes back what waits, ends what runs, answers nothing more, and makes him a stranger', async () => {
    const { gateway } = setUp()
    await gateway.write({ text: 'one', senderId: 'gus' })
    await gateway.write({ text: 'two', senderId: 'gus' })
    await gateway.write({ text: 'of the owner', senderId: 'olga' })
    const [first] = gateway.rows<{ id: string; session: string }>(
      'select id, session_id as session from runs order by rowid',
    )
    const answer = { ...DEFAULT, id: 'late', runId: first?.id ?? '', part: 0, chatId: 'chat-1', text: 'late' }
    createOutboxRow(gateway.db, { ...answer, createdAt: 0 })
    gateway.rows(`update runs set status = 'running', attempts = 1 where id = '${first?.id}' returning id`)
    expect(gateway.contactsFeature.revoke({ ...DEFAULT, senderId: 'gus' }, OWNER)).toEqual({
      stillLetIn: null,
    })
    expect(gateway.stopped).toEqual([first?.session])
    gateway.settle(gateway.db, {
      runId: first?.id ?? '',
      sessionId: first?.session ?? '',
      status: 'stopped',
      messageId: 'm',
      text: 'what nobody may hear any more',
    })
    expect(gateway.rows('select state, reason from inbox order by rowid')).toEqual([
      { state: 'silent', reason: 'shut-out' },
      { state: 'silent', reason: 'shut-out' },
      { state: 'running', reason: null },
    ])
    expect(gateway.rows('select id, state from outbox')).toEqual([{ id: 'late', state: 'dismissed' }])
    expect(await gateway.write({ text: 'three', senderId: 'gus' })).toMatchObject({ reason: 'pairing-code' })
  })

  it('says which setting lets him in all the same, and follows a change of the configuration', async () => {
    const letIn = { channels: { test: { allowFrom: ['ann', 'gus'] } } }
    const { house, gateway } = setUp({ config: letIn })
    const revoke = (senderId: string) => gateway.contactsFeature.revoke({ ...DEFAULT, senderId }, OWNER)
    expect(revoke('gus')).toEqual({ stillLetIn: 'channels.test.allowFrom' })
    expect(() => revoke('ann')).toThrow('channels.test.allowFrom')
    expect(() => revoke('nobody')).toThrow('Nobody of that id')
    await gateway.write({ text: 'hello', senderId: 'ann' })
    house.configure({})
    gateway.events.system({ type: 'config-change', ok: true, problems: [] })
    expect(gateway.rows('select state, reason from inbox')).toEqual([{ state: 'silent', reason: 'shut-out' }])
  })

  it('a group is allowed and shut out again, with what waits there', async () => {
    const { gateway } = setUp()
    const group = { ...DEFAULT, chatId: 'group-2' }
    gateway.contactsFeature.allowGroup({ ...group, name: 'Fr\u202eiends' }, OWNER)
    expect(gateway.contactsFeature.list().groups.at(-1)).toMatchObject({ ...group, name: 'Friends' })
    const said = {
      text: 'hi',
      senderId: 'gus',
      chatKind: 'group',
      chatId: 'group-2',
      mentioned: true,
    } as const
    expect(await gateway.write(said)).toMatchObject({ state: 'running' })
    gateway.contactsFeature.revokeGroup(group, OWNER)
    expect(gateway.rows('select state from inbox')).toEqual([{ state: 'silent' }])
    expect(() => gateway.contactsFeature.revokeGroup(group, OWNER)).toThrow('not allowed')
  })
})
