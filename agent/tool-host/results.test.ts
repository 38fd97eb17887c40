import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createHome, outputOf } from './fixtures/home.ts'

const PRINT = 'for (let i = 0; i < 40000; i++) console.log("line " + i + " of the long output")'

function open() {
  const home = createHome()
  onTestFinished(() => home.close())
  return { ...home, folder: join(home.workspace, '.openclaw', 'results') }
}

describe('a command that says more than a result may hold', () => {
  it('has the whole in a file that only its owner reads, named where the text was cut', async () => {
    const { exec, run, workspace } = open()
    const { stdout } = await exec([process.execPath, '-e', PRINT])
    expect(stdout.length).toBeLessThanOrEqual(50_000)
    const path = /the whole output is in (\S+)/.exec(stdout)?.[1] ?? ''
    expect(statSync(join(workspace, path)).mode & 0o777).toBe(0o600)
    const piece = outputOf<{ content: string; totalLines: number }>(
      await run('read', { path, offset: 20_000, limit: 1 }),
    )
    expect(piece).toMatchObject({ content: 'line 19999 of the long output\n', totalLines: 40_000 })
  })

  it('F7: keeps it without what the gateway takes out, and keeps nothing where that can not be asked', async () => {
    const { host, folder } = open()
    const { signal } = new AbortController()
    const exec = (clean: (text: string) => Promise<string>) =>
      host.run('exec', { argv: [process.execPath, '-e', PRINT] }, { signal, clean })
    await exec(async (text) => text.replaceAll('line 20000 of', '[hidden]'))
    const [name = ''] = readdirSync(folder)
    const kept = readFileSync(join(folder, name), 'utf8')
    expect(kept).toContain('line 19999 of the long output\n[hidden] the long output\nline 20001 of')
    const { stdout } = outputOf<{ stdout: string }>(await exec(() => Promise.reject(new Error('gone'))))
    expect(stdout).toContain('characters left out …')
    expect(readdirSync(folder)).toEqual([name])
  })

  it('leaves no file where nothing was cut', async () => {
    const { exec, folder } = open()
    await exec([process.execPath, '-e', 'console.log("short")'])
    expect(existsSync(folder)).toBe(false)
  })

  it('drops files of more than 30 days, and nothing else', async () => {
    const { exec, folder } = open()
    mkdirSync(folder, { recursive: true })
    const longAgo = new Date(Date.now() - 31 * 24 * 60 * 60 * 1000)
    for (const name of ['old.txt', 'own notes.md']) {
      writeFileSync(join(folder, name), 'x')
      utimesSync(join(folder, name), longAgo, longAgo)
    }
    await exec([process.execPath, '-e', PRINT])
    const names = readdirSync(folder)
    expect(names).not.toContain('old.txt')
    expect(names).toContain('own notes.md')
    expect(names).toHaveLength(2)
  })

  it('is never written outside the workspace, and the result still comes', async () => {
    const { exec, workspace, outside } = open()
    symlinkSync(outside, join(workspace, '.openclaw'))
    chmodSync(outside, 0o700)
    const { stdout } = await exec([process.execPath, '-e', PRINT])
    expect(stdout).toContain('characters left out …')
    expect(readdirSync(outside)).toEqual(['secret.txt'])
  })
})
