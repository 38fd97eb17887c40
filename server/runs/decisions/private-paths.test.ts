import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { sessionRow } from '#db/fixtures/session-row.ts'
import { createTempDatabase } from '#db/fixtures/temp-database.ts'
import { createMedia, saveMediaUse } from '#db/queries/media/media.ts'
import { createSession } from '#db/queries/sessions.ts'
import { createManualClock } from '#testing/manual-clock.ts'
import { emptyAnswer, type LiveRun } from '../live.ts'
import { createPrivatePaths } from './private-paths.ts'

it('a run that looks at a command which a private turn left running is private, another one is not', () => {
  const database = createTempDatabase()
  onTestFinished(database.remove)
  const { db } = database.open()
  const paths = createPrivatePaths({ db, clock: createManualClock(), workspace: database.folder })
  const open = (isPrivate?: boolean) => {
    const message = emptyAnswer('m', 'r', 0)
    if (isPrivate) message.metadata.private = true
    return { message, tainted: false, local: true, sessionId: 's' } as LiveRun
  }
  paths.afterCall(open(true), { exitCode: null, processId: 'p1-aa' })
  paths.afterCall(open(), { exitCode: null, processId: 'p2-aa' })
  const isPrivateAfter = (input: object): boolean => {
    const run = open()
    paths.beforeCall(run, { toolCallId: 'c', tool: 'process', input })
    return run.message.metadata.private === true
  }
  expect(isPrivateAfter({ action: 'poll', processId: 'p1-aa' })).toBe(true)
  expect(isPrivateAfter({ action: 'list' })).toBe(true)
  expect(isPrivateAfter({ action: 'poll', processId: 'p2-aa' })).toBe(false)
  expect(paths.reachesCommand('exec', { argv: ['ls'] })).toBe(false)
})

it('a file that a private turn wrote is reached by whoever gives it into a conversation, and is not marked by that', () => {
  const database = createTempDatabase()
  onTestFinished(database.remove)
  const { db } = database.open()
  createSession(db, sessionRow('s', { key: 'agent:main:main' }))
  const paths = createPrivatePaths({ db, clock: createManualClock(), workspace: database.folder })
  const message = emptyAnswer('m', 'r', 0)
  message.metadata.private = true
  const run = { message, tainted: false, local: true, sessionId: 's' } as LiveRun
  paths.beforeCall(run, { toolCallId: 'a', tool: 'send_file', input: { path: 'plan.md' } })
  expect(paths.reaches('send_file', { path: 'plan.md' })).toBe(false)
  paths.beforeCall(run, { toolCallId: 'b', tool: 'write', input: { path: 'plan.md', content: 'x' } })
  expect(paths.reaches('send_file', { path: './plan.md' })).toBe(true)
})

it('H5: a run that reads a file which somebody else sent holds his words, by whatever name and tool it reads it', () => {
  const database = createTempDatabase()
  onTestFinished(database.remove)
  const { db } = database.open()
  const workspace = join(database.folder, 'workspace')
  mkdirSync(join(workspace, 'attachments'), { recursive: true })
  mkdirSync(join(workspace, 'own/deep'), { recursive: true })
  createSession(db, sessionRow('s', { key: 'agent:main:main' }))
  for (const [name, tainted] of [
    ['own.txt', false],
    ['sent.txt', true],
  ] as const) {
    const path = `attachments/${name}`
    writeFileSync(join(workspace, path), name)
    const file = { id: name, hash: name, name, type: 'text/plain', bytes: 1, createdAt: 0, expiresAt: 1 }
    createMedia(db, file)
    saveMediaUse(db, { mediaId: name, sessionId: 's', tainted, private: false, path })
  }
  symlinkSync('attachments/sent.txt', join(workspace, 'other.txt'))
  symlinkSync('../attachments', join(workspace, 'own/link'))
  const paths = createPrivatePaths({ db, clock: createManualClock(), workspace })
  const open = () =>
    ({ message: emptyAnswer('m', 'r', 0), tainted: false, local: false, sessionId: 's' }) as LiveRun
  const isTaintedBy = (tool: string, input: object): boolean => {
    const run = open()
    paths.beforeCall(run, { toolCallId: 'c', tool, input })
    return run.tainted && run.message.metadata.tainted === true
  }
  const readers: [string, object][] = [
    ...['attachments/sent.txt', 'other.txt', 'own/link/../attachments/sent.txt'].map(
      (path): [string, object] => ['read', { path }],
    ),
    ['send_file', { path: 'attachments/sent.txt' }],
    ['exec', { argv: ['cat', 'attachments/sent.txt'] }],
    ['exec', { argv: ['head', '-n', '5', 'sent.txt'], cwd: 'own/link' }],
    ['exec', { argv: ['python3', 'sum.py', 'other.txt'] }],
    ['exec', { argv: ['grep', '-r', 'word', 'attachments'] }],
    ['exec', { argv: ['grep', '-r', 'word'] }],
    ['exec', { argv: ['rg', 'word'], cwd: 'attachments' }],
  ]
  const listMissed = (isSeen: typeof isTaintedBy) =>
    readers.filter(([tool, input]) => !isSeen(tool, input)).map(([tool]) => tool)
  expect(listMissed(isTaintedBy)).toEqual([])
  // Planted: one who looks at what calls name as their path, and not at the words of commands.
  const commands = readers.filter(([tool]) => tool === 'exec').map(([tool]) => tool)
  expect(listMissed((tool, input) => tool !== 'exec' && isTaintedBy(tool, input))).toEqual(commands)
  const others: [string, object][] = [
    ['read', { path: 'attachments/own.txt' }],
    ['exec', { argv: ['cat', 'attachments/own.txt'] }],
    ['exec', { argv: ['grep', '-r', 'word', 'own/deep'] }],
    ['exec', { argv: ['ls'] }],
    ['search', { path: '.', pattern: 'word' }],
  ]
  expect(others.filter(([tool, input]) => isTaintedBy(tool, input))).toEqual([])

  const isTaintedAfter = (path: string): boolean => {
    const run = open()
    const lines = [{ path, line: 1, text: 'word', match: true }]
    paths.afterCall(run, { lines, paths: [path], searchedFiles: 2, truncated: false, notes: [] })
    return run.tainted
  }
  expect(['own/notes.txt', 'attachments/own.txt', 'attachments/sent.txt'].map(isTaintedAfter)).toEqual([
    false,
    false,
    true,
  ])
})
