import { spawn } from 'node:child_process'
import { once } from 'node:events'
import * as fs from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BWRAP, createHome, SECRET } from '../fixtures/home.ts'
import { guardArguments } from './guard.ts'

const isRoot = process.getuid?.() === 0

/**
 * Every door to the state folder that was thought of. `$S` is the folder, `$P` the pid of a process
 * that has it open, `$F` the descriptor.
 */
const DOORS: Readonly<Record<string, string>> = {
  'by name': 'cat $S/gateway.token; ls -la $S; cat $S/*',
  'by a relative path': 'cat ../state/gateway.token',
  'by a link': 'ln -s $S here; cat here/gateway.token',
  'by a hard link': 'ln $S/gateway.token twin; cat twin',
  'through the first process': 'cat /proc/1/root$S/gateway.token; ls /proc/1/root$S',
  'through the parent': 'cat /proc/$PPID/root$S/gateway.token; cat /proc/$PPID/cwd/../state/gateway.token',
  'through every process': 'for p in /proc/[0-9]*; do cat $p/root$S/gateway.token $p/environ; done',
  'through the process that has it open': 'cat /proc/$P/root$S/gateway.token /proc/$P/fd/$F /proc/$P/environ',
  'through inherited descriptors': 'for f in /proc/self/fd/*; do timeout 1 cat $f/gateway.token; done; true',
  'by unmounting': 'umount $S; umount -l $S; umount -f $S; cat $S/gateway.token',
  'by mounting over': 'mount -t tmpfs x $S; mount --bind / /mnt; cat /mnt$S/gateway.token',
  'by a fresh proc': 'mkdir p; mount -t proc proc p; cat p/1/root$S/gateway.token',
  'in a user namespace': 'unshare -Urm sh -c "umount $S; cat $S/gateway.token"',
  'in a mount namespace': 'unshare -m sh -c "umount $S; cat $S/gateway.token"',
  'in the namespace of the host':
    'nsenter -t 1 -m cat $S/gateway.token; nsenter -t $P -m cat $S/gateway.token',
  'in another root': 'chroot /proc/1/root cat $S/gateway.token; pivot_root . .',
  'by the disk':
    'for d in /dev/[hsv]d* /dev/nvme* /dev/dm-* /dev/loop* /dev/mem; do [ -e $d ] && echo found $d; done; true',
  'by a device of its own': 'mknod d b 254 0; head -c1 d',
  'by another guard': `${BWRAP} --bind / / --proc /proc cat $S/gateway.token; true`,
}

describe.skipIf(!BWRAP)('the guard around a command', () => {
  let home: ReturnType<typeof createHome>
  beforeEach(() => {
    home = createHome()
  })
  afterEach(() => home.close())

  /** The doors that lead to the secret from a tool host with this bwrap. */
  async function openDoors(bwrap: string | null, doors = Object.keys(DOORS)): Promise<string[]> {
    const inner = createHome({ bwrap, workspace: home.workspace, masked: [home.state] })
    const file = fs.openSync(join(home.state, 'gateway.token'), 'r')
    const holder = spawn('sleep', ['60'], {
      stdio: ['ignore', 'ignore', 'ignore', file],
      env: { CANARY: SECRET, NODE_ENV: 'test' },
    })
    await once(holder, 'spawn')
    const open: string[] = []
    try {
      for (const door of doors) {
        const known = { $S: home.state, $P: String(holder.pid), $F: '3' }
        const script = (DOORS[door] ?? '').replace(
          /\$(S|P|F)\b/g,
          (name) => known[name as keyof typeof known],
        )
        const { stdout, stderr } = await inner.exec(['bash', '-c', script], { timeoutMs: 10_000 })
        if ((stdout + stderr).includes(SECRET) || (isRoot && stdout.includes('found'))) open.push(door)
      }
    } finally {
      holder.kill('SIGKILL')
      fs.closeSync(file)
      await inner.close()
    }
    return open
  }

  it(`keeps the state folder shut at ${Object.keys(DOORS).length} doors`, async () => {
    expect(await openDoors(BWRAP)).toEqual([])
  })

  it('is what keeps them shut: without it harmless ones of them stand open (the list bites)', async () => {
    const harmless = [
      'by name',
      'by a relative path',
      'by a link',
      'by a hard link',
      'through the process that has it open',
    ]
    expect(await openDoors(null, harmless)).toEqual(harmless)
  })

  it('fails a write to the state folder, and leaves it as it was', async () => {
    const script = `echo x > ${home.state}/openclaw.db; rm -rf ${home.state}; mv ${home.state} gone; echo $?`
    expect((await home.exec(['bash', '-c', script])).stdout).not.toBe('0\n')
    expect(fs.readdirSync(home.state)).toEqual(['gateway.token'])
  })

  it('holds the folders above in their place, so that no later command finds the state under a new name', async () => {
    const move = `cd /; mv ${home.root} ${home.root}-moved; mkdir -p ${home.root}/state; rm -rf ${home.root}/state`
    await home.exec(['bash', '-c', move])
    expect(fs.existsSync(`${home.root}-moved`)).toBe(false)
    expect(fs.readFileSync(join(home.state, 'gateway.token'), 'utf8')).toBe(SECRET)
    const later = await home.exec(['bash', '-c', `cat ${home.root}*/state/gateway.token`])
    expect(later.stdout).toBe('')
  })

  it('covers a protected file, and a command can not put its own in its place (F4)', async () => {
    const file = join(home.root, 'openclaw.json')
    fs.writeFileSync(file, SECRET)
    const guarded = createHome({ workspace: home.workspace, masked: [home.state, file] })
    const { stdout } = await guarded.exec([
      'bash',
      '-c',
      `cat ${file}; echo owned > ${file}; echo owned > new; mv new ${file}; rm -f ${file}; cp /etc/passwd ${file}`,
    ])
    expect([stdout, fs.readFileSync(file, 'utf8')]).toEqual(['', SECRET])
    await guarded.close()
  })

  /** What a command that runs on sees of a configuration that is replaced meanwhile, and what became of that. */
  async function replaceUnder(start: typeof guardArguments, isLink = false): Promise<string[]> {
    const elsewhere = fs.mkdtempSync(join(home.root, 'dotfiles-'))
    const file = join(isLink ? elsewhere : home.root, 'openclaw.json')
    const named = join(home.root, 'openclaw.json')
    fs.writeFileSync(file, 'before')
    if (isLink) fs.symlinkSync(file, named)
    fs.writeFileSync(join(home.root, 'notes.txt'), 'as it is')
    const settings = { masked: [home.state, named], workspace: home.workspace, folder: home.workspace }
    const script = `cat ${home.root}/notes.txt; echo; read go; cat ${named}* ${file}; echo owned > ${file}; rm -f ${named} && echo owned > ${named}`
    const words = start({ ...settings, environment: { PATH: '/usr/bin:/bin' } })
    const child = spawn(BWRAP ?? '', [...words, 'sh', '-c', script], { stdio: ['pipe', 'pipe', 'ignore'] })
    let seen = ''
    child.stdout.on('data', (text) => {
      seen += text
    })
    await once(child.stdout, 'data')
    // As the gateway writes it, and as editors do.
    fs.writeFileSync(`${file}.new`, SECRET)
    fs.renameSync(`${file}.new`, file)
    fs.writeFileSync(`${named}.swp`, SECRET)
    child.stdin.end('go\n')
    await once(child, 'close')
    return [seen.trim(), fs.readFileSync(file, 'utf8'), fs.readFileSync(named, 'utf8')]
  }

  it('keeps covered what is replaced under a command that runs on: the file, drafts of it, a link to it (F4)', async () => {
    expect(await replaceUnder(guardArguments)).toEqual(['as it is', SECRET, SECRET])
    fs.rmSync(join(home.root, 'openclaw.json'))
    expect(await replaceUnder(guardArguments, true)).toEqual(['as it is', SECRET, SECRET])
  })

  it('lets no command put a configuration where there is none for a moment (F4)', async () => {
    const file = join(home.root, 'openclaw.json')
    const guarded = createHome({ workspace: home.workspace, masked: [home.state, file] })
    expect((await guarded.exec(['bash', '-c', `echo owned > ${file}`])).exitCode).not.toBe(0)
    expect(fs.existsSync(file)).toBe(false)
    await guarded.close()
  })

  it('runs nothing where the folder of the configuration holds too much to be made anew: tools could fill it (F4)', async () => {
    const file = join(home.root, 'openclaw.json')
    fs.writeFileSync(join(home.workspace, 'openclaw.json'), SECRET)
    fs.symlinkSync(join(home.workspace, 'openclaw.json'), file)
    const guarded = createHome({ workspace: home.workspace, masked: [home.state, file] })
    expect((await guarded.exec(['cat', 'openclaw.json'])).stdout).toBe('')
    for (let n = 0; n < 1_000; n += 1) fs.writeFileSync(join(home.workspace, `${n}`), '')
    await expect(guarded.exec(['touch', 'ran'])).rejects.toThrow('too many to keep commands from that file')
    expect(fs.existsSync(join(home.workspace, 'ran'))).toBe(false)
    await guarded.close()
  })

  it('F4 planted bug: a cover on the file alone is found out', async () => {
    const plain: typeof guardArguments = ({ masked, folder }) => [
      ...['--dev-bind', '/', '/', ...masked.slice(1).flatMap((file) => ['--ro-bind', '/dev/null', file])],
      ...['--chdir', folder, '--'],
    ]
    const [seen, file] = await replaceUnder(plain)
    expect([seen, file]).toEqual([expect.stringContaining(SECRET), 'owned\n'])
  })

  const GONE = "bwrap: Can't bind mount /oldroot/ on /newroot/: Unable to apply mount flags: Invalid argument"

  it('is tried again where a mount was gone before its turn came, and then tells of it', async () => {
    const guard = join(home.root, 'bwrap')
    const meets = (times: number) => {
      fs.writeFileSync(join(home.root, 'tries'), '')
      const count = `echo x >> ${home.root}/tries; [ $(wc -l < ${home.root}/tries) -gt ${times} ]`
      fs.writeFileSync(guard, `#!/bin/sh\n${count} && exec ${BWRAP} "$@"\necho "${GONE}" >&2; exit 1\n`, {
        mode: 0o755,
      })
    }
    const inner = createHome({ bwrap: guard, workspace: home.workspace })
    meets(2)
    expect((await inner.exec(['echo', 'there'])).stdout).toBe('there\n')
    meets(3)
    await expect(inner.exec(['echo', 'there'])).rejects.toThrow(/guard around commands could not start/)
    await inner.close()
  })

  it('is never tried again once the command has begun, whatever that says', async () => {
    const lie = `echo ran >> runs; echo '{"exit-code": 1}' >&3; echo "${GONE}" >&2; exit 1`
    const { exitCode, stderr } = await home.exec(['bash', '-c', lie])
    expect([exitCode, fs.readFileSync(join(home.workspace, 'runs'), 'utf8')]).toEqual([1, 'ran\n'])
    expect(stderr).toContain(GONE)
    expect(stderr).toContain('3: Bad file descriptor')
  })

  it('shows only the processes of the command, and none of the agent (F6)', async () => {
    const { stdout } = await home.exec([
      'bash',
      '-c',
      'ls /proc | grep -E "^[0-9]+$"; kill -0 $1',
      '-',
      `${process.pid}`,
    ])
    expect(stdout.trim().split('\n').length).toBeLessThan(8)
    const stop = await home.exec(['kill', '-9', String(process.pid)])
    expect(stop.exitCode).toBe(1)
  })

  it('covers sockets by which a command could start something outside (G1)', async () => {
    const folder = fs.mkdtempSync('/tmp/ssh-')
    const server: Server = createServer((socket) => socket.end(SECRET))
    server.listen(join(folder, 'agent.1'))
    await once(server, 'listening')
    const connect = (path: string) =>
      `require('net').connect(${JSON.stringify(path)}).on('data', d => console.log(String(d))).on('error', e => console.log(e.code))`
    try {
      const { stdout } = await home.exec([process.execPath, '-e', connect(join(folder, 'agent.1'))])
      expect(stdout).toBe('ENOENT\n')
      for (const path of ['/run/docker.sock', '/run/dbus/system_bus_socket', '/run/systemd/private']) {
        if (!fs.existsSync(path)) continue
        const answer = await home.exec([process.execPath, '-e', connect(path)])
        expect([path, answer.stdout]).toEqual([
          path,
          expect.stringMatching(/^(ENOENT|ENOTSOCK|ECONNREFUSED|EACCES)\n$/),
        ])
      }
    } finally {
      server.close()
      fs.rmSync(folder, { recursive: true, force: true })
    }
  })

  it('takes from root what could lift the guard, and leaves what ordinary commands use', async () => {
    const script =
      'grep -E "CapEff|NoNewPrivs" /proc/self/status; cat /proc/sys/kernel/core_pattern > c && cat c > /proc/sys/kernel/core_pattern'
    const { stdout, exitCode } = await home.exec(['bash', '-c', script])
    expect(exitCode).not.toBe(0)
    expect(stdout).toMatch(/NoNewPrivs:\t1/)
    expect(stdout).toMatch(isRoot ? /CapEff:\t00000000000004eb|CapEff:\t00000000000004fb/ : /CapEff:\t0+\n/)
    if (isRoot) expect((await home.exec(['bash', '-c', 'touch f && chown 65534 f && rm f'])).exitCode).toBe(0)
  })
})
