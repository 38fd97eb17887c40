import { describe, expect, it, onTestFinished } from 'vitest'
import { listAuditEntries } from '#db/queries/access/audit.ts'
import { createPairingRequest, decidePairingRequest } from '#db/queries/access/pairing.ts'
import type { Principal } from '#protocol/access/principal.ts'
import type { Decide } from './approve.ts'
import type { MeetStranger } from './contract.ts'
import { createHouse, OWNER, PHONE } from './fixtures/house.ts'

const HOUR_MS = 60 * 60_000
const DEFAULT = { channel: 'test', account: 'default' }

function setUp(options: Parameters<typeof createHouse>[0] = {}) {
  const house = createHouse(options)
  onTestFinished(house.remove)
  return { house, gateway: house.boot() }
}

const failure = (act: () => unknown): { code?: string; message?: string; retryAfterMs?: number } => {
  try {
    act()
    return {}
  } catch (error) {
    return error as Error
  }
}

describe('a stranger', () => {
  it('gets a code and nothing else, in his language, once in its hour; the owner sees it at once', async () => {
    const { house, gateway } = setUp()
    expect(await gateway.write({ text: 'hello' })).toEqual({ state: 'replied', reason: 'pairing-code' })
    expect(await gateway.write({ text: 'hello?' })).toEqual({
      state: 'silent',
      reason: 'pairing-told-already',
    })
    await gateway.write({ text: '你好', senderId: 'li', chatId: 'chat-li' })
    const [sam, li] = gateway.requests()
    expect(sam).toMatchObject({
      kind: 'person',
      ...DEFAULT,
      senderId: 'sender-1',
      name: 'Sam',
      warning: null,
    })
    expect(sam?.code).toMatch(/^\d{6}$/)
    expect((sam?.expiresAt ?? 0) - (sam?.createdAt ?? 0)).toBe(HOUR_MS)
    expect(gateway.outbox()).toEqual([
      {
        chat: 'chat-1',
        text: `Your code: ${sam?.code}\n\nIt is good for one hour. Ask the owner to let you in with it.`,
      },
      { chat: 'chat-li', text: expect.stringContaining(`配对码：${li?.code}`) },
    ])
    expect(gateway.published.filter(({ type }) => type === 'pairing')).toEqual([
      { type: 'pairing', pending: 1 },
      { type: 'pairing', pending: 2 },
    ])
    house.clock.advance(HOUR_MS)
    expect(gateway.requests()).toEqual([])
    await gateway.write({ text: 'hello again' })
    expect(gateway.outbox()).toHaveLength(3)
    expect(gateway.requests()[0]?.code).not.toBe(sam?.code)
  })

  it('who is approved is a guest with a session of his own, or an owner, and is told; over restarts', async () => {
    const { house, gateway } = setUp()
    await gateway.write({ text: 'hello' })
    await gateway.write({ text: '你好', senderId: 'olga', chatId: 'chat-olga', senderName: 'Olga' })
    const again = house.boot()
    const [sam, olga] = again.requests()
    const approved = again.pairing.approve({ channel: 'test', code: sam?.code ?? '' }, OWNER)
    expect(approved).toEqual({
      pairingId: sam?.pairingId,
      kind: 'person',
      ...DEFAULT,
      name: 'Sam',
      as: 'guest',
    })
    again.pairing.approve({ pairingId: olga?.pairingId ?? '', as: 'owner' }, OWNER)
    expect(
      again
        .outbox()
        .slice(2)
        .map(({ text }) => text),
    ).toEqual([expect.stringMatching(/let in.*send it again/), expect.stringMatching(/获准.*再发一次/)])
    await again.write({ text: 'from Sam' })
    await again.write({ text: 'from Olga', senderId: 'olga' })
    expect(again.sessions.list().map(({ key, trusted }) => [key, trusted])).toEqual([
      ['agent:main:main', true],
      ['agent:main:test:dm:sender-1', false],
    ])
    expect(again.contactsFeature.list().contacts).toMatchObject([
      { senderId: 'olga', kind: 'owner' },
      { senderId: 'sender-1', kind: 'guest' },
    ])
    const audit = listAuditEntries(again.db, { limit: 2, action: 'pairing.approve' })
    expect(audit.map(({ detail }) => detail.as)).toEqual(['owner', 'guest'])
  })

  it('who is rejected hears nothing until his hour is over, and makes room for others', async () => {
    const { house, gateway } = setUp()
    for (const senderId of ['a', 'b', 'c', 'd']) await gateway.write({ text: 'hi', senderId })
    expect(gateway.pairing.list().full).toEqual([DEFAULT])
    expect(gateway.pairing.rejectAll(DEFAULT, PHONE)).toEqual({ rejected: 3 })
    expect(gateway.pairing.list()).toEqual({ requests: [], full: [] })
    expect(await gateway.write({ text: 'hi', senderId: 'a' })).toMatchObject({
      reason: 'pairing-told-already',
    })
    expect(await gateway.write({ text: 'hi', senderId: 'd' })).toMatchObject({ reason: 'pairing-code' })
    house.clock.advance(HOUR_MS)
    expect(await gateway.write({ text: 'hi', senderId: 'a' })).toMatchObject({ reason: 'pairing-code' })
  })

  it("no credential gives more than it has: an owner's account needs read, chat and approve", async () => {
    const { gateway } = setUp()
    await gateway.write({ text: 'hello' })
    const pairingId = gateway.requests()[0]?.pairingId ?? ''
    const small: Principal = { ...PHONE, scopes: ['approve'] }
    expect(failure(() => gateway.pairing.approve({ pairingId, as: 'owner' }, small)).code).toBe('forbidden')
    expect(failure(() => gateway.pairing.approve({ pairingId, scopes: ['read'] }, OWNER)).code).toBe(
      'bad_request',
    )
    expect(gateway.requests()).toHaveLength(1)
    expect(gateway.pairing.approve({ pairingId }, small).as).toBe('guest')
  })
})

describe('B5: guessing codes', () => {
  /** How many of a hundred guesses of one credential were looked at, with a restart in the middle. */
  async function guess(by: Principal) {
    const { house, gateway } = setUp()
    await gateway.write({ text: 'hello' })
    const code = gateway.requests()[0]?.code ?? ''
    const wrong = Array.from({ length: 101 }, (_, number) => String(number).padStart(6, '0')).filter(
      (other) => other !== code,
    )
    const ask = (at: ReturnType<typeof house.boot>, text: string) =>
      failure(() => at.pairing.approve({ channel: 'test', code: text }, by))
    const first = wrong.slice(0, 50).map((text) => ask(gateway, text))
    gateway.stop()
    const again = house.boot()
    const second = wrong.slice(50, 100).map((text) => ask(again, text))
    return { house, gateway: again, code, ask, codes: [...first, ...second].map((error) => error.code) }
  }
  const lookedAt = (codes: readonly (string | undefined)[]) =>
    codes.filter((code) => code === 'not_found').length

  it('five are looked at, then that credential waits ten minutes, over a restart; nobody else does', async () => {
    const { house, gateway, code, ask, codes } = await guess(PHONE)
    expect(lookedAt(codes)).toBe(5)
    expect(new Set(codes.slice(5))).toEqual(new Set(['too_many']))
    const held = ask(gateway, code)
    expect([held.code, held.retryAfterMs]).toEqual(['too_many', 10 * 60_000])
    house.clock.advance(-HOUR_MS / 2)
    expect(ask(gateway, code).retryAfterMs).toBe(10 * 60_000)
    house.clock.advance(10 * 60_000)
    expect(ask(gateway, '999999').code).toBe('not_found')
    // By id it goes on all the while, and so do other credentials and the command line of this machine.
    await gateway.write({ text: 'hello', senderId: 'late' })
    await gateway.write({ text: 'hello', senderId: 'later' })
    for (let miss = 0; miss < 5; miss += 1) ask(gateway, '999999')
    const [late, later] = gateway.requests()
    expect(gateway.pairing.approve({ pairingId: late?.pairingId ?? '' }, PHONE).as).toBe('guest')
    expect(gateway.pairing.approve({ channel: 'test', code: later?.code ?? '' }, OWNER).as).toBe('guest')
  })

  it('the planted bug, a credential that is never held back, is found', async () => {
    expect(lookedAt((await guess(OWNER)).codes)).toBeGreaterThan(5)
  })
})

describe('B6: a thousand strangers on three channels', () => {
  function flood(meet: MeetStranger, house: ReturnType<typeof setUp>) {
    const codes = house.gateway.db.transaction((tx) => {
      let told = 0
      for (let number = 0; number < 1_000; number += 1) {
        const senderId = `stranger-${number}`
        const greeting = meet(tx, {
          channel: `channel-${number % 3}`,
          account: 'default',
          senderId,
          chatId: senderId,
          name: { written: senderId, shown: senderId },
          language: 'en',
        })
        if (greeting.kind === 'code') told += 1
      }
      return told
    })
    return { codes, pending: house.gateway.requests().length }
  }

  it('three wait at each, three were told at each, and the owner hears of no more than that', async () => {
    const house = setUp()
    expect(flood(house.gateway.pairing.meet, house)).toEqual({ codes: 9, pending: 9 })
    await Promise.resolve()
    expect(house.gateway.published.filter(({ type }) => type === 'pairing')).toHaveLength(9)
    expect(house.gateway.pairing.list().full).toHaveLength(3)
    expect(flood(house.gateway.pairing.meet, house)).toEqual({ codes: 0, pending: 9 })
    expect(house.gateway.rows('select id from pairing_requests')).toHaveLength(9)
  })

  it('the planted bug, a greeting without a limit, is found', () => {
    const house = setUp()
    let number = 0
    const careless: MeetStranger = (tx, stranger) => {
      number += 1
      const code = String(number).padStart(6, '0')
      const { name, ...who } = stranger
      createPairingRequest(tx, {
        ...who,
        id: code,
        code,
        kind: 'person',
        name: name.shown,
        hadHidden: false,
        secretHash: null,
        createdAt: house.house.clock.now(),
        expiresAt: house.house.clock.now() + HOUR_MS,
      })
      return { kind: 'code', code }
    }
    expect(flood(careless, house).pending).toBe(1_000)
  })
})

describe('B7: a code', () => {
  /** Which of these uses work: in the last millisecond, again, at its end, later, and with the clock set back. */
  function use(decide: Decide): boolean[] {
    const { house, gateway } = setUp()
    const { clock } = house
    const add = (id: string) =>
      createPairingRequest(gateway.db, {
        ...DEFAULT,
        id,
        code: id.padStart(6, '0'),
        kind: 'person',
        senderId: id,
        chatId: id,
        language: 'en',
        name: id,
        hadHidden: false,
        secretHash: null,
        createdAt: clock.now(),
        expiresAt: clock.now() + HOUR_MS,
      })
    const works = (id: string) => {
      const at = { now: clock.now(), latestCreation: clock.now() + 60_000 }
      return decide(gateway.db, { id, state: 'approved', scopes: null, at }) !== undefined
    }
    add('1')
    add('2')
    clock.advance(HOUR_MS - 1)
    const inTime = [works('1'), works('1')]
    clock.advance(1)
    const late = [works('2')]
    clock.advance(1)
    gateway.requests()
    clock.advance(-HOUR_MS)
    const revived = [works('2')]
    add('3')
    clock.advance(-HOUR_MS)
    return [...inTime, ...late, ...revived, works('3')]
  }

  it('works once, to its last millisecond, and never again, also with the clock an hour back', () => {
    expect(use(decidePairingRequest)).toEqual([true, false, false, false, false])
  })

  it('the planted bug, a decision that looks at nothing, is found', () => {
    const careless: Decide = (db, { id, at }) =>
      decidePairingRequest(db, { id, state: 'approved', scopes: null, at }) ?? ({ id } as ReturnType<Decide>)
    expect(use(careless)).not.toEqual([true, false, false, false, false])
  })

  it('ends by the timer too, so that setting the clock back meanwhile does not prolong it', async () => {
    const { house, gateway } = setUp()
    await gateway.write({ text: 'hello' })
    const code = gateway.requests()[0]?.code ?? ''
    house.clock.advance(HOUR_MS)
    await Promise.resolve()
    expect(gateway.published.at(-1)).toEqual({ type: 'pairing', pending: 0 })
    house.clock.advance(-HOUR_MS / 2)
    const error = failure(() => gateway.pairing.approve({ channel: 'test', code }, OWNER))
    expect([error.code, error.message]).toEqual(['not_found', expect.stringContaining('expired')])
  })

  it('that is wrong, used, rejected or of another channel is refused with which of these it is', async () => {
    const { gateway } = setUp()
    for (const senderId of ['a', 'b', 'c']) await gateway.write({ text: 'hi', senderId })
    const [a, b, c] = gateway.requests()
    const ask = (code = '', channel = 'test') =>
      failure(() => gateway.pairing.approve({ channel, code }, OWNER))
    expect(ask(` ${a?.code.slice(0, 3)} ${a?.code.slice(3)}`)).toEqual({})
    gateway.pairing.reject(b?.pairingId ?? '', OWNER)
    expect(ask(a?.code)).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('has been let in'),
    })
    expect(ask(b?.code)).toMatchObject({ code: 'conflict', message: expect.stringContaining('rejected') })
    expect(ask(c?.code, 'browser')).toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('test'),
    })
    const wrong = [a, b, c].some((request) => request?.code === '000000') ? '000001' : '000000'
    expect(ask(wrong)).toMatchObject({ code: 'not_found', message: expect.stringContaining('pairing list') })
    expect(failure(() => gateway.pairing.reject('nobody', OWNER)).code).toBe('not_found')
  })
})

describe('B9: the code of one sender', () => {
  type Approve = ReturnType<typeof setUp>['gateway']['pairing']['approve']
  async function misuse(wrap: (approve: Approve) => Approve) {
    const { gateway } = setUp()
    await gateway.write({ text: 'hello' })
    const code = gateway.requests()[0]?.code ?? ''
    // Said by somebody else, to another account or in a group, it is a text like any other.
    await gateway.write({ text: code, senderId: 'thief', chatId: 'thief' })
    await gateway.write({ text: code, senderId: 'thief', account: 'second' })
    await gateway.write({ text: code, senderId: 'thief', chatKind: 'group', chatId: 'g', mentioned: true })
    const approve = wrap(gateway.pairing.approve)
    for (const place of [
      { channel: 'other' },
      { channel: 'test', account: 'second' },
      { channel: 'browser' },
    ]) {
      failure(() => approve({ ...place, code }, OWNER))
    }
    return gateway.contactsFeature.list().contacts.length
  }

  it('lets nobody in from another sender, channel, account or group', async () => {
    expect(await misuse((approve) => approve)).toBe(0)
  })

  it('the planted bug, codes without a channel, is found', async () => {
    const anywhere =
      (approve: Approve): Approve =>
      (approval, by) =>
        approve({ ...approval, ...DEFAULT }, by)
    expect(await misuse(anywhere)).toBe(1)
  })
})
