import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ToolInput, ToolOutput } from '#protocol/tools.ts'
import { BWRAP, createHome, errorOf, outputOf } from '../fixtures/home.ts'

type Process = ToolOutput<'process'>

const { signal } = new AbortController()

describe.each([['under the guard', BWRAP] as const, ['in the open', null] as const])('%s', (_name, bwrap) => {
  let home: ReturnType<typeof createHome>
  beforeEach(() => {
    home = createHome({ bwrap })
  })
  afterEach(() => home.close())

  const run = (name: string, input: unknown, sessionId = 's1') =>
    home.host.run(name, input, { signal, sessionId })
  const start = async (argv: string[], sessionId?: string) => {
    const result = await run('exec', { argv, background: true }, sessionId)
    return outputOf<ToolOutput<'exec'>>(result).processId ?? ''
  }
  const ask = async (input: ToolInput<'process'>, sessionId?: string) =>
    outputOf<Process>(await run('process', input, sessionId))
  /** Polls until something was printed that fits. */
  const until = async (processId: string, text: RegExp) => {
    let printed = ''
    while (!text.test(printed)) {
      const { stdout, processes } = await ask({ action: 'poll', processId, waitMs: 5_000 })
      printed += stdout
      if (processes[0]?.state === 'ended') break
    }
    return printed
  }

  test('a command goes on beside the conversation, takes input, and tells its news once', async () => {
    const processId = await start(['sh', '-c', 'echo ready; while read -r line; do echo "got $line"; done'])
    expect(await until(processId, /ready/)).toBe('ready\n')
    await ask({ action: 'input', processId, text: 'tea' })
    expect(await until(processId, /got/)).toBe('got tea\n')
    expect((await ask({ action: 'poll', processId })).stdout).toBe('')
    const [listed] = (await ask({ action: 'list' })).processes
    expect(listed).toMatchObject({ processId, state: 'running', exitCode: null })
    const [killed] = (await ask({ action: 'kill', processId })).processes
    expect(killed).toMatchObject({ state: 'ended' })
    expect(errorOf(await run('process', { action: 'input', processId, text: 'x' }))).toMatch(/has ended/)
  })

  test('its end and its exit code are told, with what it printed last', async () => {
    const processId = await start(['sh', '-c', 'sleep 0.1; echo bye; exit 3'])
    let state = await ask({ action: 'poll', processId, waitMs: 5_000 })
    let printed = state.stdout
    while (state.processes[0]?.state === 'running') {
      state = await ask({ action: 'poll', processId, waitMs: 5_000 })
      printed += state.stdout
    }
    expect([printed, state.processes[0]?.exitCode]).toEqual(['bye\n', 3])
  })

  test('belongs to its conversation: others neither see nor reach it, and end without it', async () => {
    const processId = await start(['sleep', '60'])
    expect((await ask({ action: 'list' }, 's2')).processes).toEqual([])
    expect(errorOf(await run('process', { action: 'kill', processId }, 's2'))).toMatch(
      /no background command/,
    )
    await ask({ action: 'kill', processId: 'all' }, 's2')
    expect((await ask({ action: 'poll', processId })).processes[0]?.state).toBe('running')
    await ask({ action: 'kill', processId: 'all' })
    expect((await ask({ action: 'poll', processId })).processes[0]?.state).toBe('ended')
  })

  test('one of an agent process that is gone is said to have ended', async () => {
    const result = await run('process', { action: 'poll', processId: 'p1-0badcafe' })
    expect(errorOf(result)).toMatch(/has ended: the agent process that ran it was restarted/)
    expect(errorOf(await run('process', { action: 'poll' }))).toMatch(/Name the processId/)
  })

  test('G8 G9: output without end is bounded, deaf ones and their children end, and there are at most 16', async () => {
    const loud = await start(['sh', '-c', 'trap "" TERM; yes loud & yes loud'])
    const { stdout, truncated } = await ask({ action: 'poll', processId: loud, waitMs: 1_000 }).then(() =>
      ask({ action: 'poll', processId: loud, waitMs: 1_000 }),
    )
    expect(stdout.length).toBeLessThanOrEqual(50_000)
    expect(truncated).toBe(stdout.length > 40_000)
    expect((await ask({ action: 'kill', processId: loud })).processes[0]?.state).toBe('ended')
    await Promise.all(Array.from({ length: 16 }, () => start(['sleep', '60'])))
    const result = await run('exec', { argv: ['sleep', '60'], background: true })
    expect(errorOf(result)).toMatch(/16 commands run in the background/)
  })

  test('a program that is not there is told at once', async () => {
    const result = await run('exec', { argv: ['no-such-program-here'], background: true })
    if (bwrap === null) expect(errorOf(result)).toMatch(/no program/)
    else {
      const { processId = '' } = outputOf<ToolOutput<'exec'>>(result)
      const { processes } = await ask({ action: 'poll', processId, waitMs: 5_000 })
      expect(processes[0]?.exitCode === 0).toBe(false)
    }
  })
})
