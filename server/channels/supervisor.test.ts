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
  const supervisor = startChannels({
    channels,
    config: configSchema.parse({ channels: configured }),
    receive: async () => {},
    clock,
    events: createEvents(),
    log: { warn: (message) => void warnings.push(message) },
  })
  return { supervisor, warnings, clock }
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
})
