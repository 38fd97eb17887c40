import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { AppError } from '#protocol/errors.ts'
import type { ChatMessage } from '#protocol/messages.ts'
import { createLog } from '../log.ts'
import { withSendFile } from '../media/send-file.ts'
import { createBringFiles } from './bring-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'openclaw-bring-'))
const file = join(folder, 'kept')
writeFileSync(file, 'bytes')

const message = (id: string, names: string[], state: 'ready' | 'fetching' = 'ready'): ChatMessage => ({
  id,
  role: 'user',
  parts: names.map((name) => ({
    type: 'data-attachment',
    data: { mediaId: `${id}-0123456789`, name, type: 'text/plain', bytes: 5, state },
  })),
})
const pathsOf = (messages: readonly ChatMessage[]) =>
  messages.flatMap(({ parts }) =>
    parts.map((part) => (part.type === 'data-attachment' ? part.data.path : '')),
  )

function start(putFile: (sessionId: string, path: string, content: Buffer) => Promise<void>) {
  const log = createLog({ file: join(folder, 'log'), level: 'silent' })
  return createBringFiles({ findFile: async () => ({ file }), putFile, log })
}

it('puts the files of the newest message into the box, and names the places of the earlier ones', async () => {
  const put: string[] = []
  const bring = start(async (sessionId, path, content) => void put.push(`${sessionId} ${path} ${content}`))
  const messages = [message('a', ['old.txt']), message('b', ['new.txt'])]
  expect(pathsOf(await bring('s', messages))).toEqual([
    'attachments/a0123456-old.txt',
    'attachments/b0123456-new.txt',
  ])
  expect(put).toEqual(['s attachments/b0123456-new.txt bytes'])
  expect(pathsOf(messages)).toEqual([undefined, undefined])
})

it('shows a file without a place where it has not come yet, or the box does not take it', async () => {
  const refuse = start(async () => {
    throw new AppError('sandbox_unavailable', 'Docker is not running.')
  })
  expect(pathsOf(await refuse('s', [message('a', ['x.txt'])]))).toEqual([undefined])
  expect(pathsOf(await refuse('s', [message('a', ['x.txt'], 'fetching')]))).toEqual([undefined])
})

it('a run in a box gives away what is in the box, and never a file of the workspace', async () => {
  const offered: string[] = []
  const offer: Parameters<typeof withSendFile>[1]['offer'] = async (_run, { bytes, name }) => {
    for await (const piece of bytes) offered.push(`${name} ${Buffer.from(piece)}`)
    return { mediaId: 'm', name, type: 'text/plain', bytes: 1, state: 'ready' }
  }
  const other = async () => ({ output: 'other', tainted: false })
  const call = { tool: 'send_file', input: { path: 'kept' } }
  const ids = { sessionId: 's', runId: 'r', toolCallId: 'c' }
  const run = { ...ids, tainted: true, private: false, local: false }
  const takeFromBox = async (sessionId: string, path: string) =>
    Buffer.from(`of the box of ${sessionId}: ${path}`)
  const records = withSendFile(other, { offer, workspace: folder, takeFromBox })
  await records(call, { ...run, placed: 'box' })
  expect(offered).toEqual(['kept of the box of s: kept'])
  await records(call, { ...run, placed: 'host' })
  expect(offered.at(-1)).toBe('kept bytes')
  const withoutBoxes = withSendFile(other, { offer, workspace: folder })
  await expect(withoutBoxes(call, { ...run, placed: 'box' })).rejects.toThrow('no sandbox')
  expect(offered).toHaveLength(2)
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))
