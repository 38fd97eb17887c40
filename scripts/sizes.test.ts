import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { judgePage, measurePages } from './sizes.ts'

const root = mkdtempSync(path.join(tmpdir(), 'sizes-'))
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** What can't be packed any smaller. */
const noise = (kb: number): Buffer => randomBytes(kb * 1024)

it('counts what a page links and the words that follow, and fails a page that grew', () => {
  const chunks = path.join(root, '.next', 'static', 'chunks')
  const pages = path.join(root, '.next', 'server', 'app')
  mkdirSync(chunks, { recursive: true })
  mkdirSync(pages, { recursive: true })
  writeFileSync(path.join(chunks, 'shell.js'), noise(250))
  writeFileSync(path.join(chunks, 'old.js'), noise(250))
  writeFileSync(path.join(chunks, 'words.js'), 'The words of the panel')
  const linked = '<script src="/_next/static/chunks/shell.js"></script>'
  const old = '<script src="/_next/static/chunks/old.js" noModule=""></script>'
  writeFileSync(path.join(pages, 'index.html'), `${linked}${linked}${old}`)
  writeFileSync(path.join(pages, 'inbox.html'), linked)
  const [inbox, chat] = measurePages(root, ['The words'])
  expect(chat).toMatchObject({ page: '/', styles: 0, fonts: 0 })
  expect(chat?.scripts).toBeCloseTo(inbox?.scripts ?? 0)
  expect(chat && judgePage(chat)).toEqual([])
  expect(inbox && judgePage(inbox)).toEqual([expect.stringMatching(/^\/inbox: 2\d\d\.\d KB of scripts/)])
  expect(() => measurePages(root, ['Other words'])).toThrow('in 0 chunks')
})
