import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { describe, expect, it } from 'vitest'

const BIN = import.meta.dirname

/** An older Node on this machine, as a system's own often is. */
const OLD_NODE = (process.env.PATH ?? '')
  .split(delimiter)
  .concat('/usr/bin', '/usr/local/bin')
  .map((folder) => join(folder, 'node'))
  .find((file) => {
    const answer = spawnSync(file, ['--version'], { encoding: 'utf8' })
    return answer.status === 0 && Number(/^v(\d+)/.exec(answer.stdout)?.[1]) < 24
  })

/** An installation whose command line tells what it is run on and with, and ends as it is told. */
function install(options: { node?: boolean } = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'openclaw-bin-'))
  cpSync(BIN, join(root, 'bin'), { recursive: true })
  const build = join(root, 'dist', 'server-0123456789abcdef')
  mkdirSync(build, { recursive: true })
  writeFileSync(join(root, 'dist', 'server.stamp'), '0123456789abcdef and more')
  writeFileSync(join(root, 'package.json'), '{"type":"module"}')
  writeFileSync(
    join(build, 'cli.js'),
    `export async function main(args) {
      if (args[0] === 'wait') {
        process.on('SIGTERM', () => process.exit(41))
        setInterval(() => {}, 1000)
      } else process.exitCode = Number(args[0])
      process.stdout.write(JSON.stringify({ major: parseInt(process.versions.node), args }))
    }`,
  )
  if (options.node) {
    const folder = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin')
    mkdirSync(folder, { recursive: true })
    symlinkSync(process.execPath, join(folder, 'node'))
  }
  return join(root, 'bin', 'openclaw.cjs')
}

describe('the openclaw bin', () => {
  it('runs where it stands on a Node that is new enough, with arguments and exit code', () => {
    const answer = spawnSync(process.execPath, [install(), '7', 'two words'], { encoding: 'utf8' })
    expect(JSON.parse(answer.stdout)).toEqual({ major: 24, args: ['7', 'two words'] })
    expect(answer.status).toBe(7)
  })

  it('works through a link, as npm installs it', () => {
    const link = join(mkdtempSync(join(tmpdir(), 'openclaw-link-')), 'openclaw')
    symlinkSync(install(), link)
    expect(spawnSync(process.execPath, [link, '0'], { encoding: 'utf8' }).status).toBe(0)
  })

  describe.runIf(OLD_NODE)('on an older Node', () => {
    const old = OLD_NODE ?? ''

    it('goes on with the Node of the dependencies: same arguments, same exit code', () => {
      const answer = spawnSync(old, [install({ node: true }), '9', 'x'], {
        encoding: 'utf8',
        env: { PATH: '', NODE_ENV: 'production' },
      })
      expect(JSON.parse(answer.stdout)).toEqual({ major: 24, args: ['9', 'x'] })
      expect(answer.status).toBe(9)
    })

    it('takes a newer Node from PATH where the dependencies bring none', () => {
      const folder = mkdtempSync(join(tmpdir(), 'openclaw-path-'))
      symlinkSync(process.execPath, join(folder, 'node'))
      const answer = spawnSync(old, [install(), '0'], {
        encoding: 'utf8',
        env: { PATH: folder, NODE_ENV: 'production' },
      })
      expect(JSON.parse(answer.stdout)).toMatchObject({ major: 24 })
    })

    it('passes a signal on and ends with the exit code of the real one', async () => {
      const child = spawn(old, [install({ node: true }), 'wait'], { stdio: ['ignore', 'pipe', 'inherit'] })
      await new Promise((resolve) => child.stdout.once('data', resolve))
      child.kill('SIGTERM')
      const code = await new Promise((resolve) => child.once('exit', resolve))
      expect(code).toBe(41)
    })

    it('refuses with one clear line where there is no other', () => {
      const answer = spawnSync(old, [install(), '0'], {
        encoding: 'utf8',
        env: { PATH: '', NODE_ENV: 'production' },
      })
      expect(answer.status).toBe(1)
      expect(answer.stdout).toBe('')
      expect(answer.stderr).toMatch(/^openclaw needs Node 24 or newer; this is v\d.*npm ci.*\n$/)
    })
  })
})
