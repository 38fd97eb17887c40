import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createHome, errorOf, outputOf, SECRET } from './fixtures/home.ts'

let home: ReturnType<typeof createHome>
beforeEach(() => {
  home = createHome()
})
afterEach(() => home.close())

const inWorkspace = (...parts: string[]) => join(home.workspace, ...parts)

/** Security table F1: what a model may write as a path to get out. `$OUT`, `$STATE`, `$WS` stand for the folders. */
const ESCAPES = [
  ...['..', '../', '../..', './..', 'a/../..', 'a/b/../../..', '././../outside', '../workspace/../outside'],
  ...[
    '../outside/secret.txt',
    './../outside/secret.txt',
    'x/../../outside/secret.txt',
    '..//outside//secret.txt',
  ],
  ...[
    '../state/gateway.token',
    '../state',
    'real/../../state/gateway.token',
    'real/../../outside/secret.txt',
  ],
  ...['$OUT/secret.txt', '$OUT', '$STATE/gateway.token', '$STATE', '$WS/../outside/secret.txt', '$WS/..'],
  ...[
    '$WS/../state/gateway.token',
    '$WSextra',
    '$WS-2/x',
    '/$OUT/secret.txt',
    '//$OUT/secret.txt',
    '/./$OUT',
  ],
  ...[
    '/',
    '/etc/passwd',
    '/etc/shadow',
    '//etc/passwd',
    '/./etc/passwd',
    '/../etc/passwd',
    '/root/.ssh/id_rsa',
  ],
  ...['/dev/stdin', '/dev/fd/0', '/dev/null', '/dev/mem', '/dev/tty', '/dev/zero', '/dev/random'],
  ...[
    '/proc/self/root/etc/passwd',
    '/proc/self/environ',
    '/proc/self/cwd',
    '/proc/1/environ',
    '/proc/1/root',
  ],
  ...['/proc/self/fd/0', '/proc/self/fd/3', '/proc/thread-self/root', '/proc/self/mem', '/proc/kcore'],
  ...['~', '~/', '~/.ssh/id_rsa', '~/.bashrc', '~root/.ssh/id_rsa', '~root', '~/../..', '~nobody/x'],
  ...[
    '..\\outside\\secret.txt',
    '..\\..',
    'a\\..\\..\\x',
    '\\etc\\passwd',
    'C:\\Windows\\win.ini',
    '\\\\host\\share',
  ],
  ...['inside.txt\0', '\0', '../outside/secret.txt\0.txt', 'a\0/../../outside/secret.txt'],
  ...[
    '%2e%2e/outside/secret.txt',
    '%2e%2e%2foutside%2fsecret.txt',
    '..%2foutside',
    '%00',
    '..%c0%af..',
    '%252e%252e',
  ],
  ...[
    '\u2024\u2024/outside/secret.txt',
    '\uff0e\uff0e/outside/secret.txt',
    '\u2025/outside',
    '..\u2215outside/secret.txt',
  ],
  ...[
    'file:///etc/passwd',
    'file:$OUT/secret.txt',
    'file://localhost/etc/passwd',
    '.. /outside/secret.txt',
    ' ../x',
  ],
  ...[
    'link-to-file',
    'link-to-folder/secret.txt',
    'link-to-folder',
    'link-relative/secret.txt',
    'chain-1/secret.txt',
  ],
  ...[
    'real/middle/secret.txt',
    'link-to-state/gateway.token',
    'link-to-root/etc/passwd',
    'link-to-proc/root/etc/passwd',
  ],
  ...[
    'loop-a',
    'loop-a/x',
    'link-to-up/outside/secret.txt',
    'real/up-twice/state/gateway.token',
    'link-to-fd/0',
  ],
  ...[
    'fifo',
    'socket',
    'link-to-folder/../secret.txt',
    'link-to-file/',
    'link-dangling',
    'link-dangling/new.txt',
  ],
]

function plantLinks(): void {
  const link = (target: string, name: string) => fs.symlinkSync(target, inWorkspace(name))
  fs.mkdirSync(inWorkspace('real'))
  link(join(home.outside, 'secret.txt'), 'link-to-file')
  link(home.outside, 'link-to-folder')
  link('../outside', 'link-relative')
  link('chain-2', 'chain-1')
  link('link-relative', 'chain-2')
  link('../../outside', 'real/middle')
  link(home.state, 'link-to-state')
  link('/', 'link-to-root')
  link('/proc/self', 'link-to-proc')
  link('/proc/self/fd', 'link-to-fd')
  link('..', 'link-to-up')
  link('../..', 'real/up-twice')
  link('loop-b', 'loop-a')
  link('loop-a', 'loop-b')
  link(join(home.outside, 'new-by-link.txt'), 'link-dangling')
  spawnSync('mkfifo', [inWorkspace('fifo')])
}

const outsideNow = () =>
  [home.root, home.outside, home.state].map((folder) => [folder, fs.readdirSync(folder).sort()])

describe('a path that leads out of the workspace', () => {
  it(`gets nowhere, by any tool (F1, F2: ${ESCAPES.length} paths, five tools)`, async () => {
    plantLinks()
    const before = JSON.stringify(outsideNow())
    for (const template of ESCAPES) {
      const path = template
        .replace('$OUT', home.outside)
        .replace('$STATE', home.state)
        .replace('$WS', home.workspace)
      const results = [
        await home.run('read', { path }),
        await home.run('list', { path }),
        await home.run('edit', { path, oldText: SECRET, newText: 'owned' }),
        await home.run('exec', { argv: ['cat', 'secret.txt', 'gateway.token'], cwd: path }),
        await home.run('write', { path, content: 'owned' }),
      ]
      const [read, list, edit, exec] = results
      expect([template, JSON.stringify(results).includes(SECRET)]).toEqual([template, false])
      expect([template, read?.ok, list?.ok, edit?.ok, exec?.ok]).toEqual([
        template,
        false,
        false,
        false,
        false,
      ])
    }
    expect(JSON.stringify(outsideNow())).toBe(before)
    expect(fs.readFileSync(join(home.outside, 'secret.txt'), 'utf8')).toBe(SECRET)
    expect(fs.readFileSync(join(home.state, 'gateway.token'), 'utf8')).toBe(SECRET)
  })

  it('would get out of a tool host that only joins names (the corpus bites)', () => {
    plantLinks()
    fs.rmSync(inWorkspace('fifo'))
    const leaks = ESCAPES.filter((template) => {
      const path = template.replace('$OUT', home.outside).replace('$STATE', home.state)
      const naive = path.startsWith('/') ? path : join(home.workspace, path)
      try {
        return fs.statSync(naive).isFile() && fs.readFileSync(naive, 'utf8') === SECRET
      } catch {
        return false
      }
    })
    expect(leaks.length).toBeGreaterThanOrEqual(12)
  })

  it('is refused with a sentence that says what to do', async () => {
    fs.symlinkSync(home.outside, inWorkspace('away'))
    expect(errorOf(await home.run('read', { path: '/etc/passwd' }))).toMatch(
      /outside the workspace. Use a path/,
    )
    expect(errorOf(await home.run('read', { path: 'away/secret.txt' }))).toMatch(/link that leads out/)
    expect(errorOf(await home.run('write', { path: '../x', content: '' }))).toMatch(
      /leads out of the workspace/,
    )
    expect(errorOf(await home.run('read', { path: 'none/x' }))).toMatch(/no folder none/)
  })
})

describe('a path inside the workspace', () => {
  it('may be absolute, may hold dots and may go through links that stay inside', async () => {
    fs.mkdirSync(inWorkspace('docs'))
    fs.symlinkSync('docs', inWorkspace('d'))
    fs.symlinkSync(inWorkspace('docs'), inWorkspace('absolute'))
    fs.symlinkSync('../docs/../inside.txt', inWorkspace('docs', 'up.txt'))
    for (const path of [inWorkspace('inside.txt'), './docs/.././inside.txt', 'd/up.txt', 'absolute/up.txt']) {
      expect(outputOf<{ path: string; content: string }>(await home.run('read', { path }))).toMatchObject({
        path: 'inside.txt',
        content: 'inside\n',
      })
    }
  })

  it('is written through a link to where the link leads, and the link stays', async () => {
    fs.symlinkSync('inside.txt', inWorkspace('alias'))
    outputOf(await home.run('write', { path: 'alias', content: 'new' }))
    expect(fs.readFileSync(inWorkspace('inside.txt'), 'utf8')).toBe('new')
    expect(fs.lstatSync(inWorkspace('alias')).isSymbolicLink()).toBe(true)
  })

  it('is refused where it is another name of the state folder or of a file in it (F3, F5)', async () => {
    const state = inWorkspace('kept')
    fs.mkdirSync(state)
    fs.writeFileSync(join(state, 'gateway.token'), SECRET)
    fs.linkSync(join(state, 'gateway.token'), inWorkspace('twin'))
    const inner = createHome({ workspace: home.workspace, masked: [state, inWorkspace('later')] })
    try {
      for (const path of ['kept', 'kept/gateway.token', './kept/./gateway.token', 'twin', 'later']) {
        for (const [tool, input] of [
          ['read', { path }],
          ['list', { path }],
          ['write', { path, content: 'owned' }],
          ['edit', { path, oldText: SECRET, newText: 'owned' }],
        ] as const) {
          expect([tool, path, (await inner.run(tool, input)).ok]).toEqual([tool, path, false])
        }
      }
      const names = outputOf<{ entries: { name: string }[] }>(await inner.run('list', { path: '.' }))
      expect(names.entries.map((entry) => entry.name)).toEqual(['inside.txt', 'twin'])
    } finally {
      await inner.close()
    }
    expect(fs.readFileSync(join(state, 'gateway.token'), 'utf8')).toBe(SECRET)
  })

  it('is not written where the file has a second name or is no file (F3), nor below .git (F4)', async () => {
    fs.linkSync(join(home.outside, 'secret.txt'), inWorkspace('hard'))
    spawnSync('mkfifo', [inWorkspace('fifo')])
    fs.mkdirSync(inWorkspace('.git', 'hooks'), { recursive: true })
    for (const path of ['hard', 'fifo', '.git/hooks/pre-commit', '.git/config']) {
      expect([path, (await home.run('write', { path, content: 'owned' })).ok]).toEqual([path, false])
    }
    expect(errorOf(await home.run('read', { path: 'fifo' }))).toMatch(/not a regular file/)
    expect(fs.readFileSync(join(home.outside, 'secret.txt'), 'utf8')).toBe(SECRET)
  })
})

describe('a repository that hides nowhere (F4)', () => {
  /** Whether git, asked by the owner how a folder stands, ran what was written there. */
  async function isRunByGit(write: (path: string, content: string) => unknown): Promise<boolean> {
    const settings = `[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = ..\n\tfsmonitor = "touch ${inWorkspace('owned')} #"\n`
    await write('sub/config', settings)
    await write('sub/objects/x', '')
    await write('sub/refs/x', '')
    await write('sub/HEAD', 'ref: refs/heads/main\n')
    spawnSync('git', ['status'], { cwd: inWorkspace('sub') })
    return fs.existsSync(inWorkspace('owned'))
  }

  it('is not made by writing its files, nor changed where there is one', async () => {
    expect(await isRunByGit((path, content) => home.run('write', { path, content }))).toBe(false)
    spawnSync('git', ['init', '-q', '--bare', inWorkspace('twin.git')])
    for (const path of ['twin.git/config', 'twin.git/hooks/post-update', 'sub/.GIT/config']) {
      expect(errorOf(await home.run('write', { path, content: 'x' }))).toMatch(/belongs to git/)
    }
    expect(fs.existsSync(inWorkspace('sub/.GIT'))).toBe(false)
    const edit = { path: 'twin.git/description', oldText: 'Unnamed', newText: 'x' }
    expect(errorOf(await home.run('edit', edit))).toMatch(/belongs to git/)
    expect(outputOf(await home.run('write', { path: 'notes/HEAD', content: 'of state' }))).toMatchObject({})
  })

  it('F4 planted bug: a tool that knows .git only is found out', async () => {
    const plain = (path: string, content: string) => {
      fs.mkdirSync(join(inWorkspace(path), '..'), { recursive: true })
      fs.writeFileSync(inWorkspace(path), content)
    }
    expect(await isRunByGit(plain)).toBe(true)
  })
})

describe('a link that is swapped in while tools work (F2)', () => {
  it('is never followed out: 10,000 swaps of folders and files while tools read, write, list and search', async () => {
    const swapper = spawn(
      process.execPath,
      [
        '-e',
        `const fs = require('fs'); const [ws, out] = process.argv.slice(1)
         fs.mkdirSync(ws + '/dir'); fs.writeFileSync(ws + '/dir/secret.txt', 'harmless')
         process.stdout.write('ready')
         for (let swaps = 4; ; swaps += 4) { if (swaps % 1000 === 0) fs.writeSync(1, '.'); for (const step of [
           () => fs.renameSync(ws + '/dir', ws + '/aside'), () => fs.symlinkSync(out, ws + '/dir'),
           () => fs.unlinkSync(ws + '/dir'), () => fs.renameSync(ws + '/aside', ws + '/dir'),
           () => fs.rmSync(ws + '/dir/secret.txt', { force: true }), () => fs.symlinkSync(out + '/secret.txt', ws + '/dir/secret.txt'),
           () => fs.rmSync(ws + '/dir/secret.txt', { force: true }), () => fs.writeFileSync(ws + '/dir/secret.txt', 'harmless'),
         ]) try { step() } catch {} }`,
        home.workspace,
        home.outside,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    await once(swapper.stdout, 'data')
    let swaps = 0
    swapper.stdout.on('data', (chunk: Buffer) => {
      swaps += 1_000 * chunk.length
    })
    let done = 0
    let leaked = 0
    const until = Date.now() + 20_000
    const began = fs.readdirSync('/proc/self/fd').length
    for (let round = 0; (swaps < 10_000 || round < 500) && Date.now() < until; round++) {
      const write = await home.run('write', { path: 'dir/secret.txt', content: `round ${round}` })
      const read = await home.run('read', { path: 'dir/secret.txt' })
      const found = await home.run('search', { pattern: '.', path: round % 2 ? 'dir' : '.' })
      const listed = await home.run('list', { path: 'dir' })
      if (JSON.stringify([write, read, found, listed]).includes(SECRET)) leaked++
      done += Number(write.ok)
    }
    swapper.kill('SIGKILL')
    await once(swapper, 'close')
    expect(leaked).toBe(0)
    expect(swaps).toBeGreaterThanOrEqual(10_000)
    expect(fs.readFileSync(join(home.outside, 'secret.txt'), 'utf8')).toBe(SECRET)
    expect(fs.readdirSync(home.outside)).toEqual(['secret.txt'])
    expect(done).toBeGreaterThan(10)
    expect(fs.readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(began)
  })

  it('changes nothing when the workspace itself is replaced', async () => {
    fs.renameSync(home.workspace, `${home.workspace}-moved`)
    fs.symlinkSync(home.outside, home.workspace)
    expect((await home.run('read', { path: 'secret.txt' })).ok).toBe(false)
    await home.run('write', { path: 'secret.txt', content: 'owned' })
    expect(fs.readFileSync(join(home.outside, 'secret.txt'), 'utf8')).toBe(SECRET)
  })
})
