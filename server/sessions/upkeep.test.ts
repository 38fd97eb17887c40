import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTempDatabase } from '#db/fixtures/temp-database.ts'
import { createInboxRow, startInboxRow } from '#db/queries/inbox.ts'
import { createMemory } from '#db/queries/memories.ts'
import { listMessages, saveMessage } from '#db/queries/messages.ts'
import { createOutboxRow } from '#db/queries/outbox.ts'
import { isPrivatePath, savePrivatePath } from '#db/queries/privacy.ts'
import { createRun } from '#db/queries/runs.ts'
import { createStep } from '#db/queries/steps.ts'
import type { MessageMetadata } from '#protocol/messages.ts'
import { createManualClock } from '#testing/manual-clock.ts'
import { createEvents } from '../events.ts'
import { backupsSince } from './backups-since.ts'
import { createKeptResults } from './kept-results.ts'
import { createSessions } from './sessions.ts'
import { createUpkeep } from './upkeep.ts'

let database: ReturnType<typeof createTempDatabase>
beforeEach(() => {
  database = createTempDatabase()
})
afterEach(() => database.remove())

function setUp() {
  const { db, raw } = database.open()
  const clock = createManualClock()
  const events = createEvents()
  const published: string[] = []
  events.subscribe((topic, event) => void published.push(`${topic} ${event.type}`))
  const running = new Set<string>()
  const ended: string[] = []
  const isRunning = (sessionId: string) => running.has(sessionId)
  const agents = ['main', 'research']
  const sessions = createSessions({ db, clock, events, isRunning, agentIds: () => agents })
  const backups = join(database.folder, 'backups')
  const workspace = join(database.folder, 'workspace')
  const upkeep = createUpkeep({
    db,
    clock,
    events,
    sessions,
    isRunning,
    stopRun: async (sessionId) => running.delete(sessionId),
    endCommands: async (sessionId) => void ended.push(sessionId),
    files: createKeptResults({ db, workspace }),
    takeMedia: () => async () => 0,
    listBackupsSince: (createdAt) => backupsSince(backups, createdAt),
  })

  function say(sessionId: string, id: string, more: Partial<MessageMetadata> & { role?: 'user' } = {}): void {
    const { role = 'user', ...metadata } = more
    const parts = [{ type: 'text' as const, text: `text of ${id}` }]
    saveMessage(db, sessionId, { id, role, parts, metadata: { createdAt: clock.now(), ...metadata } })
  }
  const said = (sessionId: string) => listMessages(db, { sessionId, limit: 99 }).messages
  return {
    db,
    raw,
    clock,
    agents,
    sessions,
    upkeep,
    running,
    ended,
    published,
    say,
    said,
    backups,
    workspace,
  }
}

/** Says where a word stands in any column of any table. */
function findTraces(raw: ReturnType<typeof setUp>['raw'], word: string): string[] {
  const tables = raw.prepare("select name from sqlite_master where type = 'table'").pluck().all() as string[]
  return tables.filter((table) =>
    raw
      .prepare(`select * from "${table}"`)
      .all()
      .some((row) => JSON.stringify(row).includes(word)),
  )
}

describe('a reset', () => {
  it('is one entry in the same conversation, which keeps all of it but its commands in the background', () => {
    const { sessions, upkeep, say, said, ended, published } = setUp()
    const { id } = sessions.getMain()
    say(id, 'before')
    published.length = 0
    upkeep.reset(id)
    upkeep.reset(id)
    expect(said(id).map(({ role, metadata }) => [role, metadata?.marker])).toEqual([
      ['user', undefined],
      ['system', 'reset'],
    ])
    expect(sessions.getMain().id).toBe(id)
    expect(ended).toEqual([id])
    expect(published).toEqual([`session:${id} message`, 'system session-change'])
  })
})

describe('a fork', () => {
  it('holds everything up to the message, with taint and privacy, and belongs to no run', async () => {
    const { sessions, upkeep, say, said } = setUp()
    const from = sessions.create({ title: 'Plans', channel: 'web' })
    say(from.id, 'one', { runId: 'run-1', tainted: true })
    say(from.id, 'two', { private: true })
    say(from.id, 'three')
    const fork = await upkeep.fork(from.id, 'two')
    expect(fork).toMatchObject({ title: 'Plans (2)', trusted: true, archived: false })
    const copies = said(fork.id)
    expect(copies.map(({ parts }) => parts)).toEqual(
      said(from.id)
        .slice(0, 2)
        .map(({ parts }) => parts),
    )
    expect(copies[0]?.metadata).toMatchObject({ tainted: true })
    expect(copies[0]?.metadata).not.toHaveProperty('runId')
    expect(copies[1]?.metadata).toMatchObject({ private: true })
    expect(new Set([...copies, ...said(from.id)].map(({ id }) => id)).size).toBe(5)
    expect((await upkeep.fork(fork.id, String(copies[0]?.id))).title).toBe('Plans (3)')
    // To say a message in other words, it is left out.
    expect(said((await upkeep.fork(from.id, 'two', true)).id).map(({ parts }) => parts)).toEqual(
      said(from.id)
        .slice(0, 1)
        .map(({ parts }) => parts),
    )
  })

  it('goes on with the same assistant, as everything does that begins beside it, though that one be gone', async () => {
    const { agents, sessions, upkeep, say } = setUp()
    expect(() => sessions.create({ channel: 'web', agent: 'reserch' })).toThrow(
      expect.objectContaining({
        code: 'unknown_agent',
        message: expect.stringContaining('there are main, research.'),
      }),
    )
    for (const agent of ['', '__proto__', 'constructor', 'main:web', 'research:web:1', 'RESEARCH']) {
      expect(() => sessions.create({ channel: 'web', agent })).toThrow(/no assistant/)
    }
    const from = sessions.create({ channel: 'cli', agent: 'research' })
    expect(from).toMatchObject({ agent: 'research', trusted: true, key: `agent:research:cli:${from.id}` })
    agents.pop()
    say(from.id, 'one')
    const fork = await upkeep.fork(from.id, 'one')
    expect(fork).toMatchObject({ agent: 'research', trusted: true, key: `agent:research:web:${fork.id}` })
    expect(sessions.create({ channel: 'web', beside: fork.id }).agent).toBe('research')
    expect(sessions.create({ channel: 'web' }).agent).toBe('main')
  })

  it('of somebody else’s conversation stays untrusted', async () => {
    const { db, sessions, upkeep, say } = setUp()
    const chat = {
      channel: 'test',
      chatKind: 'direct',
      chatId: 'c',
      senderId: 's',
      senderName: 'Sam',
    } as const
    const guest = db.transaction((tx) => sessions.openChat(tx, chat))
    say(guest.id, 'one', { tainted: true })
    const fork = await upkeep.fork(guest.id, 'one')
    expect(fork.trusted).toBe(false)
    expect(sessions.get(fork.id).trusted).toBe(false)
  })

  it('is refused from an answer that goes on, and from a message of another session', async () => {
    const { sessions, upkeep, say } = setUp()
    const main = sessions.getMain()
    const other = sessions.create({ channel: 'cli' })
    say(main.id, 'half', { status: 'streaming' })
    await expect(upkeep.fork(main.id, 'half')).rejects.toMatchObject({ code: 'conflict' })
    say(other.id, 'elsewhere')
    await expect(upkeep.fork(main.id, 'elsewhere')).rejects.toMatchObject({ code: 'not_found' })
    expect(sessions.list()).toHaveLength(2)
  })
})

describe('a deletion', () => {
  it('stops what runs, leaves no trace but dedupe keys, and says what went and where it still is', async () => {
    const { db, raw, clock, sessions, upkeep, running, say, backups, workspace } = setUp()
    mkdirSync(backups)
    for (const [name, at] of [
      ['old.db', 1_000],
      ['new.db', clock.now() + 5_000],
      ['new.txt', clock.now()],
    ] as const) {
      writeFileSync(join(backups, name), '')
      utimesSync(join(backups, name), at / 1_000, at / 1_000)
    }
    const { id } = sessions.create({ title: 'canary', channel: 'web' })
    running.add(id)
    say(id, 'canary-message', { runId: 'run' })
    const at = clock.now()
    createRun(db, {
      id: 'run',
      sessionId: id,
      userMessageId: 'canary-message',
      messageId: 'a',
      createdAt: at,
    })
    const results = join(workspace, '.openclaw', 'results')
    mkdirSync(results, { recursive: true })
    const [whole = '', start = '', foreign = ''] = ['a', 'b', 'c'].map(
      (letter) => `2026-11-22-${letter.repeat(12)}.txt`,
    )
    for (const name of [whole, start, foreign]) writeFileSync(join(results, name), 'canary')
    const output = {
      stdout: `canary [cut; the whole text is in .openclaw/results/${whole}]`,
      stderr: `[its first 9 characters are in .openclaw/results/${start}]`,
      listed: foreign,
    }
    createStep(db, { runId: 'run', kind: 'tool', state: 'done', output, startedAt: at })
    const lone = { path: `.openclaw/results/${whole}`, sessionId: id, createdAt: at }
    savePrivatePath(db, lone)
    createMemory(db, { id: 'memory', text: 'canary', sessionId: id, tainted: false, createdAt: at })
    const way = { channel: 'test', account: 'default', chatId: 'chat' }
    createOutboxRow(db, { id: 'out', runId: 'run', part: 0, ...way, text: 'canary', createdAt: at })
    createInboxRow(db, {
      ...way,
      id: 'in',
      eventId: 'event-1',
      chatKind: 'direct',
      externalMessageId: 'message-1',
      senderId: 'sender-1',
      senderName: 'canary',
      text: 'canary',
      receivedAt: at,
    })
    startInboxRow(db, { id: 'in', runId: 'run', disposition: 'started' })

    expect(await upkeep.delete(id)).toEqual({ messages: 1, memories: 1, files: 2, backups: ['new.db'] })
    expect(readdirSync(results)).toEqual([foreign])
    expect(isPrivatePath(db, lone.path)).toBe(false)
    expect(running.has(id)).toBe(false)
    expect(findTraces(raw, 'canary')).toEqual([])
    expect(raw.prepare('select event_id, state, reason from inbox').all()).toEqual([
      { event_id: 'event-1', state: 'silent', reason: 'session-deleted' },
    ])
    await expect(upkeep.delete(id)).rejects.toMatchObject({ code: 'unknown_session' })
  })

  it('is refused for the main conversation, which can be reset', async () => {
    const { sessions, upkeep } = setUp()
    const { id } = sessions.getMain()
    await expect(upkeep.delete(id)).rejects.toMatchObject({ code: 'conflict' })
    expect(() => sessions.archive(id, true)).toThrow('always have a place')
  })
})

describe('a session', () => {
  it('that is put away leaves the list and comes back with the next message', () => {
    const { db, sessions, clock } = setUp()
    const { id } = sessions.create({ title: 'one', channel: 'web' })
    expect(sessions.archive(id, true).archived).toBe(true)
    expect(sessions.list()).toEqual([])
    expect(sessions.list(true).map((session) => session.id)).toEqual([id])
    sessions.noteMessage(db, { sessionId: id, text: 'hello', at: clock.now() })
    expect(sessions.list().map((session) => session.id)).toEqual([id])
  })

  it('gets the name that it is given, on one line', () => {
    const { sessions } = setUp()
    const { id } = sessions.create({ title: 'one', channel: 'web' })
    expect(sessions.rename(id, ' two\n words ').title).toBe('two words')
    expect(() => sessions.rename('nowhere', 'x')).toThrow('no such session')
  })
})
