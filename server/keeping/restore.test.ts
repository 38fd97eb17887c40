import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { copyDatabase } from '#db/backup.ts'
import type { DatabaseHandle } from '#db/client.ts'
import { sessionRow } from '#db/fixtures/session-row.ts'
import { MIGRATIONS } from '#db/fixtures/temp-database.ts'
import { createAuditEntry } from '#db/queries/access/audit.ts'
import { deleteContact, listContacts, saveContact } from '#db/queries/access/contacts.ts'
import { createCredential, listCredentials, revokeCredential } from '#db/queries/access/credentials.ts'
import { deleteExecGrant, listExecGrants, saveExecGrant } from '#db/queries/approvals.ts'
import { createInboxRow, findInboxRun, startInboxRow } from '#db/queries/inbox.ts'
import { findMessage, saveMessage } from '#db/queries/messages.ts'
import { createOutboxRow, listOutboxHeads, listTroubledDeliveries } from '#db/queries/outbox.ts'
import { createRun, findRun, listOpenRuns } from '#db/queries/runs.ts'
import { createSession, findSession } from '#db/queries/sessions.ts'
import type { Home } from '#protocol/config/home.ts'
import { createManualClock } from '#testing/manual-clock.ts'
import { prepareHome } from '../home.ts'
import { backupName, saveRecord } from './backup-files.ts'
import { restoreBackup } from './restore.ts'
import { settleRestored } from './restored.ts'
import { openState } from './state.ts'

let home: Home
let opened: DatabaseHandle | undefined
beforeEach(() => {
  home = prepareHome(join(mkdtempSync(join(tmpdir(), 'openclaw-restore-')), 'home'))
})
afterEach(() => {
  opened?.close()
  rmSync(join(home.root, '..'), { recursive: true, force: true })
})

function start(): DatabaseHandle {
  opened?.close()
  const backups = join(home.state, 'backups')
  opened = openState({ database: home.database, backups, migrations: MIGRATIONS })
  return opened
}
const settle = ({ db }: Pick<DatabaseHandle, 'db'>) =>
  settleRestored({ db, clock: createManualClock(), log: { warn: () => undefined } })

function addSession({ db }: Pick<DatabaseHandle, 'db'>, id: string): void {
  createSession(db, sessionRow(id, { title: id }))
}

async function backUp(): Promise<string> {
  const name = backupName(Date.UTC(2026, 10, 22))
  const folder = join(home.state, 'backups')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, name)
  saveRecord(file, await copyDatabase({ from: home.database, to: file }), statSync(file).size)
  return name
}

describe('J12: restoring', () => {
  it('brings back what the backup held and keeps the database of before beside it', async () => {
    const before = start()
    addSession(before, 'old')
    const name = await backUp()
    addSession(before, 'new')
    before.close()
    const outcome = await restoreBackup(home, name, Date.UTC(2026, 10, 23))
    expect(outcome).toMatchObject({
      sessions: 1,
      shutOut: 0,
      kept: `${home.database}.before-restore-20261123-000000`,
    })
    const after = start()
    expect([findSession(after.db, 'old')?.id, findSession(after.db, 'new')]).toEqual(['old', undefined])
    after.close()
    rmSync(home.database)
    writeFileSync(home.database, readFileSync(outcome.kept ?? ''))
    expect(findSession(start().db, 'new')?.id).toBe('new')
  })

  /** Who is let in after a restore, of those that were when the backup was made. */
  async function listLetIn(isReadable = true): Promise<[string[], number | null]> {
    const { db } = start()
    const token = { kind: 'token', name: 't', keyHash: null, role: 'owner', scopes: ['read'] } as const
    const dates = { createdAt: 1, expiresAt: null }
    const person = { channel: 'telegram', account: 'default', name: '', createdAt: 1 }
    const grant = { agent: 'main', cwd: '.', binding: null, approvalId: 'a', createdAt: 1 }
    const line = { at: 1, actor: 'a', action: 'login', outcome: 'allowed', rule: null, detail: {} } as const
    for (const id of ['gone', 'stays']) {
      createCredential(db, { ...token, ...dates, id, secretHash: id, scopes: [...token.scopes] })
      saveContact(db, { ...person, senderId: id, kind: 'owner' })
      saveExecGrant(db, { ...grant, id, argv: [id] })
    }
    createAuditEntry(db, line)
    const name = await backUp()
    const now = start()
    createAuditEntry(now.db, { ...line, at: 2 })
    revokeCredential(now.db, { id: 'gone', kind: 'token', now: 2 })
    deleteContact(now.db, { ...person, senderId: 'gone' })
    saveContact(now.db, { ...person, senderId: 'stays', kind: 'guest' })
    deleteExecGrant(now.db, 'gone')
    now.close()
    if (!isReadable) writeFileSync(home.database, 'damaged')
    const { shutOut } = await restoreBackup(home, name, 3)
    const after = start().db
    const letIn = [
      ...listCredentials(after, { kind: 'token', now: 3 }).map(({ id }) => `token ${id}`),
      ...listContacts(after).map(({ kind, senderId }) => `${kind} ${senderId}`),
      ...listExecGrants(after).map(({ id }) => `grant ${id}`),
    ]
    return [letIn, shutOut]
  }

  it('B16: keeps out whoever was shut out since then, and nobody else', async () => {
    expect(await listLetIn()).toEqual([['token stays', 'guest stays', 'grant stays'], 4])
  })

  it('B16, planted: over a database that nobody can read they are all in again, and it says so', async () => {
    const [letIn, shutOut] = await listLetIn(false)
    expect(letIn).toHaveLength(6)
    expect(shutOut).toBeNull()
  })

  it('holds what waited to be sent and ends what was open, once, however the backup was put in place', async () => {
    const { db } = start()
    addSession({ db }, 'one')
    saveMessage(db, 'one', {
      id: 'q',
      role: 'user',
      parts: [{ type: 'text', text: 'hi' }],
      metadata: { createdAt: 1 },
    })
    createRun(db, { id: 'run', sessionId: 'one', userMessageId: 'q', messageId: 'a', createdAt: 1 })
    createInboxRow(db, {
      id: 'in',
      channel: 'test',
      account: 'default',
      eventId: 'e',
      chatId: 'c',
      chatKind: 'direct',
      externalMessageId: 'x',
      senderId: 's',
      senderName: 's',
      text: 'hi',
      receivedAt: 1,
    })
    startInboxRow(db, { id: 'in', runId: 'run', disposition: 'started' })
    const part = {
      runId: 'earlier',
      channel: 'test',
      account: 'default',
      chatId: 'c',
      text: 'an answer',
      createdAt: 1,
    }
    createOutboxRow(db, { id: 'out', part: 0, ...part })
    expect(settle({ db })).toBe(false)
    expect(listOutboxHeads(db)).toHaveLength(1)

    const copy = join(home.state, 'backups', await backUp())
    opened?.close()
    for (const ending of ['', '-wal', '-shm']) rmSync(home.database + ending, { force: true })
    writeFileSync(home.database, readFileSync(copy)) // by hand, without `openclaw restore`
    const restored = start()
    expect(settle(restored)).toBe(true)
    expect(listOutboxHeads(restored.db)).toEqual([])
    expect(listTroubledDeliveries(restored.db)).toMatchObject([
      { id: 'out', state: 'held' },
      // Whoever waited for an answer is told, once the owner lets it go.
      { state: 'held', chatId: 'c', text: expect.stringContaining('Please send it again') },
    ])
    expect(listOpenRuns(restored.db)).toEqual([])
    expect(findRun(restored.db, 'run')?.status).toBe('interrupted')
    expect(findInboxRun(restored.db, 'run')?.state).toBe('failed')
    expect(findMessage(restored.db, 'a')?.metadata).toMatchObject({ status: 'interrupted' })
    expect(settle(restored)).toBe(false)
  })

  it('changes nothing where the backup is unknown, damaged or of another program', async () => {
    addSession(start(), 'kept')
    opened?.close()
    const before = readFileSync(home.database)
    const notes = join(home.root, 'notes.txt')
    writeFileSync(notes, 'not a database. '.repeat(500))
    await expect(restoreBackup(home, notes, 0)).rejects.toThrow()
    await expect(restoreBackup(home, 'openclaw-20200101-000000.db', 0)).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(readFileSync(home.database).equals(before)).toBe(true)
    expect(existsSync(`${home.database}.restoring`)).toBe(false)
  })
})

describe('J8 a database that is damaged, emptied or gone', () => {
  it.each<[string, (file: string) => void]>([
    ['overwritten', (file) => writeFileSync(file, 'x'.repeat(8192))],
    ['emptied', (file) => writeFileSync(file, '')],
    ['gone', (file) => rmSync(file)],
  ])('%s is refused with its path, the newest verified backup and the command', async (_, damage) => {
    addSession(start(), 'one')
    const name = await backUp()
    opened?.close()
    opened = undefined
    damage(home.database)
    const size = existsSync(home.database) && readFileSync(home.database).length
    expect(start).toThrow(expect.objectContaining({ code: 'state_corrupt' }))
    expect(start).toThrow(new RegExp(`${home.database}.*npm run openclaw -- restore ${name}`))
    expect(existsSync(home.database) && readFileSync(home.database).length).toBe(size)
    await restoreBackup(home, name, 0)
    expect(findSession(start().db, 'one')?.id).toBe('one')
  })
})
