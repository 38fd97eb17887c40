import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { installTailscale, type TestTailscale } from '#testing/tailscale/tailscale.ts'
import { systemClock } from '../clock.ts'
import { createEvents } from '../events.ts'
import { startTailscale, type Tailscale, type TailscaleReport } from './tailscale.ts'

let command: TestTailscale
let running: Tailscale | undefined

beforeEach(() => {
  command = installTailscale()
})
afterEach(async () => {
  await running?.stop()
  command.remove()
})

/** Follows the reports: each change is written to the log. */
function start(mode: { now: 'off' | 'serve' } = { now: 'serve' }, path = command.bin) {
  const events = createEvents()
  const watchers = new Set<() => void>()
  const lines: string[] = []
  const note = (line: string) => {
    lines.push(line)
    // The report is changed before it is written down.
    for (const watcher of watchers) watcher()
  }
  const pauses: number[] = []
  const tailscale = startTailscale({
    mode: () => mode.now,
    port: 18789,
    environment: (name) => (name === 'PATH' ? `${path}:/usr/bin:/bin` : undefined),
    clock: {
      now: systemClock.now,
      after(ms, callback) {
        pauses.push(ms)
        return systemClock.after(Math.min(ms, 20), callback)
      },
    },
    events,
    log: { info: note, warn: note },
  })
  running = tailscale
  const until = (state: TailscaleReport['state'], reason = /^/) =>
    new Promise<TailscaleReport>((resolve) => {
      const look = () => {
        const report = tailscale.report()
        if (report.state !== state || !reason.test(report.reason ?? '')) return
        watchers.delete(look)
        resolve(report)
      }
      watchers.add(look)
      look()
    })
  const configure = (now: 'off' | 'serve') => {
    mode.now = now
    events.system({ type: 'config-change', ok: true, problems: [] })
  }
  return { tailscale, until, configure, lines, pauses }
}

describe('tailscale serve', () => {
  it('runs while it is wanted, and its name counts only meanwhile', async () => {
    const { tailscale, until, configure } = start({ now: 'off' })
    expect([tailscale.report().state, tailscale.host()]).toEqual(['off', undefined])
    configure('serve')
    expect(await until('serving')).toMatchObject({ url: `https://${command.host}/`, reason: null, fix: null })
    expect(tailscale.host()).toBe(command.host)
    const port = await command.port()
    configure('off')
    expect(tailscale.host()).toBeUndefined()
    await tailscale.stop()
    await expect.poll(() => fetch(`http://127.0.0.1:${port}/`).catch(() => 'gone')).toBe('gone')
  })

  it('says what is wrong and what to do, and serves when it is mended', async () => {
    const troubles: [Parameters<TestTailscale['set']>[0], RegExp, RegExp][] = [
      [{ backend: 'NeedsLogin' }, /not connected \(NeedsLogin\)/, /tailscale up/],
      [{ backend: 'Running', certificates: false }, /certificates/, /admin\/dns/],
      [{ certificates: true, serve: 'busy' }, /listener already exists for port 443/, /serve status/],
    ]
    command.set(troubles[0]?.[0] ?? {})
    const { tailscale, until } = start()
    for (const [state, reason, fix] of troubles) {
      command.set(state)
      const report = await until('failed', reason)
      expect(report).toMatchObject({ url: null, fix: expect.stringMatching(fix) })
      expect(tailscale.host()).toBeUndefined()
    }
    command.set({ serve: 'works' })
    expect(await until('serving')).toMatchObject({ reason: null, fix: null })
  })

  it('goes when its gateway is killed, so that the next one finds the address free', async () => {
    const doomed = spawn(process.execPath, [
      join(import.meta.dirname, 'fixtures/doomed-gateway.ts'),
      command.bin,
    ])
    const address = `http://127.0.0.1:${await command.port()}/`
    expect((await fetch(address)).status).toBe(502)
    doomed.kill('SIGKILL')
    await expect.poll(() => fetch(address).catch(() => 'gone')).toBe('gone')
  })

  it('names the page where serving must be enabled first', async () => {
    command.set({ serve: 'asks' })
    const report = await start().until('failed')
    expect(report.fix).toBe('Enable it: https://login.tailscale.com/f/serve?node=n1')
  })

  it('says that it is not installed, and waits longer from time to time', async () => {
    const { until, pauses, lines } = start({ now: 'serve' }, '/nowhere')
    expect(await until('failed')).toMatchObject({ reason: 'The command tailscale was not found.' })
    await expect.poll(() => pauses.slice(0, 3)).toEqual([1_000, 2_000, 4_000])
    // One line for one trouble.
    expect(lines.filter((line) => line.includes('not found'))).toHaveLength(1)
  })
})
