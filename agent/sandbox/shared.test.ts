import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hasEngine } from '#testing/container-engine.ts'
import { createToolHost } from '../tool-host/host.ts'
import type { BoxDeps } from './box.ts'
import { useBoxes } from './fixtures/engine.ts'
import { type BoxSpec, containerOptions } from './spec.ts'

const REPOSITORY = ['hooks', 'objects', 'refs']

describe.skipIf(!hasEngine)('a workspace that boxes share', () => {
  const { open } = useBoxes()

  it('G13: a shared workspace can be looked at, and not be changed in any way', async () => {
    const house = await open()
    writeFileSync(join(house.workspace, 'notes.md'), 'of the owner', { mode: 0o644 })
    mkdirSync(join(house.workspace, '.git'))
    chmodSync(house.workspace, 0o755)
    const { client } = await house.open('a', { workspaceAccess: 'ro' })
    const run = (line: string) =>
      client.run('exec', { argv: ['bash', '-c', line] }, { signal: new AbortController().signal })
    await run(
      'cd owner; echo x > new; echo x >> notes.md; ln notes.md ../hard; mv notes.md other; rm notes.md; ln -s x .git/hooks; chmod 777 notes.md; echo x > /proc/1/root/workspace/owner/new',
    )
    expect(readdirSync(house.workspace).toSorted()).toEqual(['.git', 'notes.md'])
    expect(readdirSync(join(house.workspace, '.git'))).toEqual([])
    const read = await client.run(
      'read',
      { path: 'owner/notes.md' },
      { signal: new AbortController().signal },
    )
    expect(read).toMatchObject({ ok: true, output: { content: 'of the owner' } })
  })

  /** A workspace of somebody who is not root, with a repository, and what a box does there that shares it wholly. */
  async function shareWhole(lock?: Pick<BoxDeps, 'options' | 'verify'>) {
    const house = await open(lock ? { lock } : {})
    const { workspace } = house
    for (const folder of REPOSITORY) mkdirSync(join(workspace, '.git', folder), { recursive: true })
    writeFileSync(join(workspace, '.git/HEAD'), 'ref: refs/heads/main\n')
    writeFileSync(join(workspace, 'notes.md'), 'of the owner')
    if (process.getuid?.() === 0) execFileSync('chown', ['-R', '1234:1234', workspace])
    const { client, spec } = await house.open('a', { workspaceAccess: 'rw' })
    const signal = new AbortController().signal
    const run = (line: string) => client.run('exec', { argv: ['bash', '-c', line] }, { signal })
    return { workspace, run, user: spec.user }
  }
  const PLANT =
    'mkdir -p .git/hooks; echo "touch pwned" > .git/hooks/post-commit; git config core.fsmonitor ./x; mv .git old; rm -rf .git; ln -s x .git/link; mkdir -p .git/hooks && echo x > .git/hooks/pre-push'

  it('G13: a workspace that is shared wholly is written as its owner, and plants nothing for the machine to run or follow', async () => {
    const { workspace, run, user } = await shareWhole()
    expect(user).not.toBe(0)
    expect(await run('echo mine > made; id -u; git status --short')).toMatchObject({
      output: { stdout: `${user}\n?? made\n?? notes.md\n` },
    })
    expect(statSync(join(workspace, 'made')).uid).toBe(user)
    await run(PLANT)
    expect(readdirSync(workspace).toSorted()).toEqual(['.git', 'made', 'notes.md'])
    expect(readdirSync(join(workspace, '.git')).toSorted()).toEqual(['HEAD', ...REPOSITORY])
    expect(readdirSync(join(workspace, '.git/hooks'))).toEqual([])
    // A link is only a word there: what it says is a place of this machine, where the tools beside the agent work.
    const secret = join(workspace, '../secret-of-the-machine')
    writeFileSync(secret, 'secret')
    await run(
      `ln -s ${secret} link; ln -sf ${secret} over; mv over notes.md; ln -s / root; mkfifo pipe; cat ${secret}`,
    )
    const host = createToolHost({ workspace, masked: [], bwrap: null, environment: {} })
    const signal = new AbortController().signal
    for (const path of ['link', 'notes.md', `root${secret}`, 'pipe']) {
      expect(await host.run('read', { path }, { signal })).toMatchObject({ ok: false })
    }
    await host.run('write', { path: 'link', content: 'over' }, { signal })
    expect(readFileSync(secret, 'utf8')).toBe('secret')
    rmSync(secret)
    await host.close()
  })

  it('G13: the check of a shared workspace sees a repository that was left open', async () => {
    const options = (spec: BoxSpec) => containerOptions({ ...spec, repository: false })
    await expect(shareWhole({ options })).rejects.toThrow('not as locked as it has to be')
    const { workspace, run } = await shareWhole({
      options,
      verify: { checkOptions: () => [], checkRunning: () => [] },
    })
    await run(PLANT)
    expect(readdirSync(join(workspace, '.git/hooks'))).toEqual(['pre-push'])
  })
})
