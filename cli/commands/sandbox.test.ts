import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import type { CommandContext } from '../context.ts'
import { explainSandbox, listSandboxes, openShell, recreateSandbox } from './sandbox.ts'

const REPORT = {
  state: 'no-image',
  problem: 'The sandbox image is not built yet.',
  fix: 'Run: openclaw sandbox build',
  image: 'openclaw-sandbox:x',
  workspaceAccess: 'ro',
  limits: { memoryMb: 512, cpus: 1, processes: 128, openFiles: 1024, diskMb: 1024, tmpMb: 64 },
  socket: null,
}
const BOX = { container: '0123456789ab', state: 'running', memoryBytes: 15e6, diskBytes: 2e6 }
const SUMMARY = { key: 'a', sessionId: 'a', title: 'The choir', usedAt: 0, box: BOX }

/** A gateway that answers each method as it is told; what was asked, and what was printed. */
function open(answers: Record<string, unknown>) {
  const out = new PassThrough()
  const notes = new PassThrough()
  const asked: [string, unknown][] = []
  const all: Record<string, unknown> = {
    'sessions.list': { sessions: [{ id: 'a', key: 'agent:main:x', title: 'The choir' }] },
    'sandbox.status': REPORT,
    ...answers,
  }
  const request = async (method: string, params: unknown) => {
    asked.push([method, params])
    return all[method]
  }
  const terminal = { input: new PassThrough(), out, notes, interactive: false }
  const context = { client: { request }, terminal, environment: {}, json: false } as unknown as CommandContext
  return { context, asked, printed: () => String(out.read() ?? ''), noted: () => String(notes.read() ?? '') }
}

it('lists whose containers there are, and what is wrong above', async () => {
  const { context, printed, noted } = open({
    'sandbox.list': { sandboxes: [SUMMARY, { ...SUMMARY, key: 'b', title: 'Work\n\u001b[2J', box: null }] },
  })
  await listSandboxes(context)
  expect(noted()).toContain('The sandbox image is not built yet. Run: openclaw sandbox build')
  const [, first = '', second = ''] = printed().split('\n')
  expect(first).toMatch(/^The choir +0123456789ab +running +15\.0 MB +2\.0 MB/)
  expect(second).toMatch(/^Work +- +no container +- +-/)
})

it('explains where tools work and what each would be answered', async () => {
  const { context, asked, printed } = open({
    'sandbox.explain': {
      reason: 'Others write here.',
      boxed: true,
      report: REPORT,
      box: { ...SUMMARY, box: null },
      tools: [{ tool: 'exec', decision: 'deny', rule: 'sandbox-unavailable', reason: 'It is not there.' }],
    },
  })
  await explainSandbox(context, 'The choir')
  expect(asked.at(-1)).toEqual(['sandbox.explain', { sessionId: 'a' }])
  const text = printed()
  for (const words of [
    'Others write here.',
    'no-image: The sandbox image is not built yet. Run: openclaw sandbox build',
    'none; it starts with the first call once the sandbox is ready',
    'its own, and yours under owner/ to read',
    '512 MB memory, 1 CPU, 128 processes, 1024 MB of files',
    'exec           refused   sandbox-unavailable: It is not there.',
  ]) {
    expect(text).toContain(words)
  }
})

it('removes only what is named, or all of them when that is said', async () => {
  const { context, asked, printed } = open({ 'sandbox.recreate': { removed: 1 } })
  await expect(recreateSandbox(context, { session: undefined, all: false, files: false })).rejects.toThrow(
    'say --all',
  )
  expect(asked).toEqual([])
  await recreateSandbox(context, { session: 'a', all: false, files: true })
  expect(asked.at(-1)).toEqual(['sandbox.recreate', { sessionId: 'a', files: true }])
  expect(printed()).toBe('Containers removed: 1. Their files are gone, too.\n')
  await recreateSandbox(context, { session: undefined, all: true, files: false })
  expect(asked.at(-1)).toEqual(['sandbox.recreate', { files: false }])
})

it('opens a shell only where a container runs', async () => {
  const explained = { boxed: true, report: REPORT, box: { ...SUMMARY, box: null } }
  const stopped = open({ 'sandbox.explain': explained })
  await expect(openShell(stopped.context, 'a')).rejects.toThrow('No container of this conversation runs now')
  const mine = open({ 'sandbox.explain': { ...explained, boxed: false, box: null } })
  await expect(openShell(mine.context, 'a')).rejects.toThrow('work on this machine, not in a container')
})
