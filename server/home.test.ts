import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { AppError } from '#protocol/errors.ts'
import { prepareHome } from './home.ts'

const newFolder = () => mkdtempSync(join(tmpdir(), 'openclaw-home-'))
const modeOf = (path: string) => statSync(path).mode & 0o777

function refusal(root: string): AppError {
  try {
    prepareHome(root)
  } catch (error) {
    if (error instanceof AppError) return error
  }
  throw new Error(`${root} was accepted`)
}

/** Every path under a folder with its mode and content: what "untouched" means. */
function fingerprint(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return `${path} ${modeOf(path)} ${entry.isFile() ? readFileSync(path, 'utf8') : ''}`
    })
    .sort()
}

describe('L1: a new home', () => {
  it.each([0o000, 0o022, 0o077, 0o777])('is its owner’s alone under umask %o', (mask) => {
    const root = join(newFolder(), 'home')
    const before = process.umask(mask)
    onTestFinished(() => void process.umask(before))
    const home = prepareHome(root)
    expect([root, home.state, home.workspace, join(home.state, 'logs')].map(modeOf)).toEqual(
      Array(4).fill(0o700),
    )
    expect(modeOf(home.configFile)).toBe(0o600)
  })

  it('is made again without changing anything', () => {
    const root = join(newFolder(), 'home')
    prepareHome(root)
    const before = fingerprint(root)
    prepareHome(root)
    expect(fingerprint(root)).toEqual(before)
  })

  it('may hold a configuration and a workspace that the owner put there first', () => {
    const root = newFolder()
    writeFileSync(join(root, 'openclaw.json'), '{ /* mine */ }')
    mkdirSync(join(root, 'workspace'))
    chmodSync(join(root, 'workspace'), 0o755)
    const home = prepareHome(root)
    expect(modeOf(home.workspace)).toBe(0o755)
    expect(readFileSync(home.configFile, 'utf8')).toBe('{ /* mine */ }')
  })
})

describe("another program's home", () => {
  const config = (value: object) => (root: string) =>
    writeFileSync(join(root, 'openclaw.json'), JSON.stringify(value))
  const folder = (name: string) => (root: string) => mkdirSync(join(root, name), { recursive: true })

  it.each([
    ['meta.lastTouchedVersion', config({ meta: { lastTouchedVersion: '2026.8.1' }, gateway: {} })],
    ['agents.list', config({ agents: { list: [{ id: 'main' }] } })],
    ['gateway.mode', config({ gateway: { mode: 'local' } })],
    ['agents', folder('agents/main')],
    ['credentials', folder('credentials')],
    ['not empty', folder('Photos')],
    [
      'state/openclaw.sqlite',
      (root: string) => {
        mkdirSync(join(root, 'state'))
        writeFileSync(join(root, 'state', 'openclaw.sqlite'), 'theirs')
      },
    ],
  ])('is known by %s, left untouched, and the message names OPENCLAW_HOME', (sign, make) => {
    const root = newFolder()
    chmodSync(root, 0o755)
    make(root)
    const before = fingerprint(root)
    const error = refusal(root)
    expect(error.code).toBe('config_invalid')
    expect(error.message).toContain(sign)
    expect(error.message).toContain('OPENCLAW_HOME')
    expect(fingerprint(root)).toEqual(before)
    expect(modeOf(root)).toBe(0o755)
  })
})

describe('a home that can not be used', () => {
  it('names the file that stands where a folder is needed', () => {
    const root = newFolder()
    writeFileSync(join(root, 'state'), 'a file')
    const error = refusal(root)
    expect(error.code).toBe('state_unwritable')
    expect(error.message).toContain(join(root, 'state'))
    expect(readFileSync(join(root, 'state'), 'utf8')).toBe('a file')
  })

  it('leaves a folder in the place of openclaw.json to the reading of the configuration', () => {
    const root = newFolder()
    mkdirSync(join(root, 'openclaw.json'))
    expect(prepareHome(root).root).toBe(root)
  })

  it('names a home below a file', () => {
    const file = join(newFolder(), 'file')
    writeFileSync(file, '')
    const error = refusal(join(file, 'home'))
    expect(error.code).toBe('state_unwritable')
    expect(error.message).toContain(join(file, 'home'))
  })

  it.each([
    ['state', 'workspace/inner', 'workspace'],
    ['workspace', 'state/inner', 'state'],
    ['workspace', 'state', 'state'],
    ['workspace', '.', 'state'],
  ])('F5: refuses %s as a link to %s: neither may contain the other', (link, target, other) => {
    const root = newFolder()
    mkdirSync(join(root, other))
    mkdirSync(join(root, target), { recursive: true })
    symlinkSync(join(root, target), join(root, link))
    const error = refusal(root)
    expect(error.code).toBe('config_invalid')
    expect(error.message).toContain('overlap')
  })
})
