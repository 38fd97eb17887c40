import { describe, expect, it } from 'vitest'
import { configSchema } from '#protocol/config.ts'
import { createManualClock } from '#testing/manual-clock.ts'
import { createTestPlatform } from '#testing/test-channel.ts'
import { createEvents } from '../events.ts'
import type { Channel } from './channel.ts'
import { startChannels } from './supervisor.ts'

function start(channels: Channel[], configured: unknown = {}) {
  const warnings: string[] = []
  const clock = createManualClock()
  const events = createEvents()
  let changes = 0
  events.subscribe((_topic, { type }) => {
    if (type === 'channel-change') changes += 1
  })
  const supervisor = startChannels({
    channels,
    config: configSchema.parse({ channels: configured }),
    receive: async () => {},
    clock,
    events,
    log: { warn: (message) => void warnings.push(message) },
  })
  return { supervisor, warnings, clock, changes: () => changes }
}

describe('the channel supervisor', () => {
  it('starts, finds and stops the channels', async () => {
    const channel = createTestPlatform().connect()
    const { supervisor } = start([channel])
    expect(supervisor.find('test', 'default')).toBe(channel)
    expect(supervisor.find('test', 'other')).toBeUndefined()
    expect(supervisor.list()).toEqual([{ channel: 'test', account: 'default', state: { kind: 'ready' } }])
    await supervisor.stop()
    expect(channel.state().kind).toBe('off')
  })

  it('says plainly which configured channels it cannot serve, without their secrets', async () => {
    const { supervisor, warnings } = start([], {
      telegram: { token: 'secret-token' },
      discord: { accounts: { work: { token: 'secret-token' }, home: {} } },
    })
    expect(warnings).toHaveLength(3)
    expect(warnings[0]).toContain('The channel telegram is configured, but this version')
    expect(warnings.join()).not.toContain('secret-token')
    expect(supervisor.list().map(({ channel, account, state }) => [channel, account, state.kind])).toEqual([
      ['telegram', 'default', 'needs-action'],
      ['discord', 'work', 'needs-action'],
      ['discord', 'home', 'needs-action'],
    ])
    await supervisor.stop()
  })

  it('keeps trying a channel that does not start, with longer pauses, until it is stopped', async () => {
    let attempts = 0
    const broken: Channel = {
      ...createTestPlatform().connect(),
      start: () => {
        attempts += 1
        return Promise.reject(new Error('no network'))
      },
    }
    const { supervisor, warnings, clock } = start([broken])
    for (const pause of [1_000, 2_000, 4_000]) {
      await Promise.resolve().then(() => {})
      clock.advance(pause - 1)
      const before = attempts
      clock.advance(1)
      expect(attempts).toBe(before + 1)
    }
    expect(warnings).toHaveLength(3)
    await supervisor.stop()
    clock.advance(60_000)
    expect(attempts).toBe(4)
  })

  it('takes a channel in the place of one that does not start, and lets it go again', async () => {
    let attempts = 0
    const platform = createTestPlatform()
    const broken: Channel = {
      ...platform.connect(),
      start: () => {
        attempts += 1
        return Promise.reject(new Error('no network'))
      },
    }
    const { supervisor, clock } = start([broken])
    await Promise.resolve().then(() => {})
    const better = platform.connect()
    await supervisor.add(better)
    clock.advance(60_000)
    expect(attempts).toBe(1)
    expect(supervisor.find('test', 'default')).toBe(better)
    expect(supervisor.list()).toHaveLength(1)
    expect(await supervisor.remove('test', 'default')).toBe(true)
    expect([better.state().kind, supervisor.list()]).toEqual(['off', []])
    expect(await supervisor.remove('test', 'default')).toBe(false)
    await supervisor.stop()
  })

  it('says of a channel that does not start that it is tried again, until it does', async () => {
    const channel = createTestPlatform().connect()
    let isBroken = true
    const shy: Channel = {
      ...channel,
      start: (receive) => (isBroken ? Promise.reject(new Error('no network')) : channel.start(receive)),
    }
    const { supervisor, clock, changes } = start([shy])
    await settled()
    expect(supervisor.list()[0]?.state).toMatchObject({ kind: 'degraded', code: 'not-started' })
    expect(changes()).toBe(1)
    isBroken = false
    clock.advance(1_000)
    await settled()
    expect(supervisor.list()[0]?.state).toEqual({ kind: 'ready' })
    expect(changes()).toBe(2)
    await supervisor.stop()
  })

  describe('starts anew, within a minute, what says that it is ready and is not heard of:', () => {
    /** Its platform speaks whenever it is asked to; `stuck` stops never end. */
    function connectDeaf({ stuck = false } = {}) {
      const channel = createTestPlatform().connect()
      const facts = { starts: 0, heardAt: 0, isDeaf: true }
      const deaf: Channel = {
        ...channel,
        heardAt: () => (facts.isDeaf ? facts.heardAt : ++facts.heardAt),
        start: (receive) => {
          facts.starts += 1
          return channel.start(receive)
        },
        stop: () => (stuck ? new Promise(() => {}) : channel.stop()),
      }
      return { deaf, facts }
    }

    it.each([
      ['one that stops', false],
      ['one that does not even stop', true],
    ])('%s', async (_, stuck) => {
      const { deaf, facts } = connectDeaf({ stuck })
      const { supervisor, clock, warnings, changes } = start([deaf])
      await settled()
      for (let seconds = 0; seconds < 60 && facts.starts < 2; seconds += 1) {
        clock.advance(1_000)
        await settled()
      }
      expect(facts.starts).toBe(2)
      expect(warnings).toEqual(['Nothing was heard of test; it is connected anew'])
      expect(supervisor.list()[0]?.state.kind).toBe('ready')
      expect(changes()).toBeGreaterThanOrEqual(2)
      const stopping = supervisor.stop()
      clock.advance(5_000)
      await stopping
    })

    it('not one that is heard of, and not one that knows of its trouble', async () => {
      const { deaf, facts } = connectDeaf()
      facts.isDeaf = false
      const { supervisor, clock } = start([
        deaf,
        { ...deaf, account: 'other', state: () => ({ kind: 'degraded', reason: 'no network' }) },
      ])
      await settled()
      for (let looks = 0; looks < 60; looks += 1) {
        clock.advance(5_000)
        await settled()
      }
      expect(facts.starts).toBe(2)
      await supervisor.stop()
    })
  })
})

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
