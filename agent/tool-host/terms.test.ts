import { execFileSync } from 'node:child_process'
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { homedir } from 'node:os'
import { join, normalize } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ToolTerms } from '#protocol/agent-rpc.ts'
import { type BindExec, createBindExec } from '#protocol/exec/bind-exec.ts'
import { commandEnvironment } from '#protocol/exec/environment.ts'
import type { ToolOutput } from '#protocol/tools.ts'
import { BWRAP, createHome, errorOf, outputOf, SECRET } from './fixtures/home.ts'

let home: ReturnType<typeof createHome>
beforeEach(() => {
  home = createHome()
})
afterEach(() => home.close())

const { signal } = new AbortController()
const run = (name: string, input: unknown, terms: ToolTerms) => home.host.run(name, input, { signal, terms })
const script = (text: string) => writeFileSync(join(home.workspace, 'tool.sh'), text, { mode: 0o755 })
const bind = () =>
  createBindExec({ workspace: home.workspace, environment: commandEnvironment(() => undefined, homedir()) })

describe('a place outside of the workspace', () => {
  test('that was allowed is read, listed, searched and written, and nothing beside it', async () => {
    const path = join(home.outside, 'secret.txt')
    const terms = { outside: path }
    expect(outputOf(await run('read', { path: '../outside/secret.txt' }, terms))).toMatchObject({
      path,
      content: SECRET,
    })
    expect(outputOf(await run('list', { path: home.outside }, { outside: home.outside }))).toMatchObject({
      path: home.outside,
    })
    expect(outputOf(await run('search', { pattern: 'canary' }, { outside: home.outside }))).toMatchObject({
      paths: [path],
    })
    expect(outputOf(await run('write', { path, content: 'new' }, terms))).toMatchObject({
      path,
      created: false,
    })
    // The place counts, not the path of the call; and without terms there is no way out.
    expect(outputOf(await run('read', { path: '/etc/hostname' }, terms))).toMatchObject({ content: 'new' })
    expect(errorOf(await run('read', { path }, {}))).toMatch(/outside the workspace/)
  })

  test('F4 F11: is refused where it is protected, or became a link since it was allowed', async () => {
    const token = join(home.state, 'gateway.token')
    expect(errorOf(await run('read', { path: token }, { outside: token }))).toMatch(/protected/)
    const path = join(home.outside, 'late.txt')
    symlinkSync(token, path)
    expect(errorOf(await run('read', { path }, { outside: path }))).toMatch(/became a link/)
    const folder = join(home.root, 'swapped')
    symlinkSync(home.state, folder)
    const inside = join(folder, 'gateway.token')
    expect(errorOf(await run('write', { path: inside, content: 'x' }, { outside: inside }))).toMatch(/link/)
  })
})

describe('F11: what a command was bound to', () => {
  const argv = ['./tool.sh', 'data.txt']

  test('runs as it was allowed', async () => {
    script('#!/bin/sh\necho good\n')
    const binding = (await bind()({ argv })) ?? undefined
    expect(binding?.program.path).toBe(join(home.workspace, 'tool.sh'))
    expect(outputOf<ToolOutput<'exec'>>(await run('exec', { argv }, { binding })).stdout).toBe('good\n')
  })

  test.each<[string, () => void]>([
    ['its program', () => script('#!/bin/sh\necho evil\n')],
    ['a file that it names', () => writeFileSync(join(home.workspace, 'data.txt'), 'evil')],
    [
      'its program for a link',
      () => {
        renameSync(join(home.workspace, 'tool.sh'), join(home.workspace, 'other.sh'))
        symlinkSync('other.sh', join(home.workspace, 'tool.sh'))
      },
    ],
    ['its program away', () => rmSync(join(home.workspace, 'tool.sh'))],
  ])('does not run with %s changed', async (_what, change) => {
    script('#!/bin/sh\necho good\n')
    writeFileSync(join(home.workspace, 'data.txt'), 'good')
    const binding = (await bind()({ argv })) ?? undefined
    change()
    expect(errorOf(await run('exec', { argv }, { binding }))).toMatch(/changed after it was allowed/)
  })

  test('nor in a folder or an environment that is another one', async () => {
    script('#!/bin/sh\necho good\n')
    mkdirSync(join(home.workspace, 'a'))
    const ls = { argv: ['ls'], cwd: 'a' }
    const binding = await bind()(ls)
    if (!binding) throw new Error('ls is not there')
    rmSync(join(home.workspace, 'a'), { recursive: true })
    mkdirSync(join(home.workspace, 'b'))
    symlinkSync('b', join(home.workspace, 'a'))
    expect(errorOf(await run('exec', ls, { binding }))).toMatch(/changed/)
    const elsewhere = { ...binding, directory: join(home.workspace, 'b'), environment: 'another' }
    expect(errorOf(await run('exec', ls, { binding: elsewhere }))).toMatch(/changed/)
  })
})

describe('F11: a name behind a link', () => {
  const COMMANDS = [
    { argv: ['deep/../tool.sh'] },
    { argv: ['sh', 'deep/../tool.sh'] },
    { argv: ['sh', './tool.sh'], cwd: 'deep/..' },
  ]

  /** The commands for which the owner is shown another file than the one that they run. */
  async function listOthers(bindAs: BindExec): Promise<(typeof COMMANDS)[number][]> {
    mkdirSync(join(home.workspace, 'a/b'), { recursive: true })
    symlinkSync('a/b', join(home.workspace, 'deep'))
    script('echo good')
    writeFileSync(join(home.workspace, 'a/tool.sh'), 'echo evil', { mode: 0o755 })
    const answers = await Promise.all(
      COMMANDS.map(async (command) => {
        const binding = (await bindAs(command)) ?? undefined
        const shown = binding?.scripts[0] ?? binding?.program
        const result = await home.host.run('exec', command, { signal, terms: { binding } })
        const isRun = result.ok && (result.output as { stdout: string }).stdout === 'evil\n'
        return isRun && shown?.path === join(home.workspace, 'a/tool.sh') ? [] : [command]
      }),
    )
    return answers.flat()
  }

  test('is the file that runs, and the one that the owner is shown', async () => {
    expect(await listOthers(bind())).toEqual([])
  })

  test('F11 planted bug: one who cuts link/.. short is found out', async () => {
    const short: BindExec = ({ argv, cwd = '.' }) =>
      bind()({ argv: argv.map((word) => normalize(word)), cwd: normalize(cwd) })
    expect(await listOthers(short)).toEqual(COMMANDS)
  })

  test('programs are found in folders that are named in full only', () => {
    const path = (PATH: string) =>
      commandEnvironment((name) => (name === 'PATH' ? PATH : undefined), '/').PATH
    expect(path(':/usr/bin:.:bin:/bin:')).toBe('/usr/bin:/bin')
    expect(path('.:')).toMatch(/^\/usr/)
  })
})

describe.skipIf(BWRAP === null)('a command that only looks', () => {
  const look = async (argv: string[], cwd?: string) =>
    outputOf<ToolOutput<'exec'>>(await run('exec', cwd ? { argv, cwd } : { argv }, { confined: true }))

  test('sees the workspace, also that of git, and changes nothing', async () => {
    const git = (...words: string[]) => execFileSync('git', ['-C', home.workspace, ...words])
    git('init', '-q')
    git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-q', '--allow-empty', '-m', 'first')
    expect((await look(['cat', 'inside.txt'])).stdout).toBe('inside\n')
    expect((await look(['git', 'log', '--oneline'])).stdout).toContain('first')
    expect((await look(['git', 'status', '--short'])).stdout).toContain('inside.txt')
    expect((await look(['touch', 'new.txt'])).stderr).toMatch(/read-only/i)
  })

  test('F2 F6 F10: reaches nothing else, whatever it is made to run', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : 0
    let connections = 0
    server.on('connection', () => connections++)
    symlinkSync(join(home.outside, 'secret.txt'), join(home.workspace, 'door'))
    const tries = [
      ['cat', 'door'],
      ['cat', join(home.outside, 'secret.txt')],
      ['cat', join(home.state, 'gateway.token')],
      ['sh', '-c', `cat ${home.root}/*/* 2>/dev/null; ls -la ${home.root}`],
      ['sh', '-c', 'cat /root/.bashrc /home/*/.bashrc /etc/shadow /etc/ssh/* 2>/dev/null'],
      ['bash', '-c', `echo hello > /dev/tcp/127.0.0.1/${port}`],
      ['sh', '-c', 'cat /proc/*/environ | tr "\\0" "\\n" | grep -c canary'],
      ['sh', '-c', 'mount -o remount,rw / ; umount -l / ; echo x > /usr/x ; echo x > /x'],
    ]
    for (const argv of tries) {
      const { stdout } = await look(argv)
      expect([argv, stdout.includes(SECRET)]).toEqual([argv, false])
    }
    expect((await look(['ls', home.root])).stdout.trim()).toBe('workspace')
    expect(connections).toBe(0)
    server.close()
  })
})
