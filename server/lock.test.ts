import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { prepareHome } from './home.ts'
import { holdGatewayLock } from './lock.ts'

const newHome = () => prepareHome(join(mkdtempSync(join(tmpdir(), 'openclaw-lock-')), 'home'))

async function holdInAnotherProcess(root: string) {
  const holder = fork(join(import.meta.dirname, 'fixtures', 'lock-holder.ts'), [root], { execArgv: [] })
  onTestFinished(() => void holder.kill('SIGKILL'))
  await once(holder, 'message')
  return holder
}

describe('J10: the lock of a home', () => {
  it('refuses a second gateway, naming the process and port of the first, and is freed by kill -9', async () => {
    const home = newHome()
    const holder = await holdInAnotherProcess(home.root)
    expect(() => holdGatewayLock(home)).toThrow(
      expect.objectContaining({
        code: 'conflict',
        message: expect.stringContaining(`process ${holder.pid}, port 19876`),
      }),
    )
    const record = JSON.parse(readFileSync(home.runFile, 'utf8'))
    writeFileSync(home.runFile, JSON.stringify({ ...record, builds: ['server-1', 'panel-1'] }))
    expect(() => holdGatewayLock(home, () => ['server-2', 'panel-1'])).toThrow('openclaw gateway restart')
    expect(() => holdGatewayLock(home, () => ['server-1', 'panel-1'])).toThrow('openclaw gateway stop')

    holder.kill('SIGKILL')
    await once(holder, 'exit')
    holdGatewayLock(home).release()
  })

  it('is released on a clean stop, and its files are the owner’s alone', () => {
    const home = newHome()
    const lock = holdGatewayLock(home)
    lock.announce(1234)
    expect([home.lockFile, home.runFile].map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600])
    lock.release()
    holdGatewayLock(home).release()
  })

  it('does not overwrite a file that is not a lock', () => {
    const home = newHome()
    writeFileSync(
      home.lockFile,
      'a letter to my grandmother, long enough to be no database at all'.repeat(20),
    )
    expect(() => holdGatewayLock(home)).toThrow(home.lockFile)
    expect(statSync(home.lockFile).size).toBeGreaterThan(1000)
  })
})
