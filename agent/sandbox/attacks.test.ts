import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasEngine } from '#testing/container-engine.ts'
import { LIMITS, openBoxes, openEngine } from './fixtures/engine.ts'

/** Attacks from inside a real container; the ids are those of docs/sandbox.md. */
describe.skipIf(!hasEngine)('what is inside a box', () => {
  let engine: Awaited<ReturnType<typeof openEngine>>
  let house: Awaited<ReturnType<typeof openBoxes>>

  beforeAll(async () => {
    engine = await openEngine()
    house = await openBoxes(engine)
    await house.open('a')
  }, 600_000)
  afterAll(() => house?.close())

  const python = (code: string) =>
    house.shell(
      'a',
      `python3 - <<'END'\nimport ctypes, os\nc = ctypes.CDLL(None, use_errno=True)\n${code}\nEND`,
    )
  const errno = (calls: Record<string, string>) =>
    python(
      Object.entries(calls)
        .map(
          ([name, call]) =>
            `ctypes.set_errno(0)\nr = ${call}\nprint('${name}', 'done' if r >= 0 else os.strerror(ctypes.get_errno()))`,
        )
        .join('\n'),
    )

  it('has the programs that it is said to have, with its own Node 24', async () => {
    const found = await house.shell(
      'a',
      'for program in bash git rg python3 jq; do command -v $program > /dev/null || echo no $program; done; node --version; head -1 /etc/os-release',
    )
    expect(found).toMatch(/^v24\.\S+\nPRETTY_NAME="Debian/)
  })

  it('G1: sees no socket of an engine, an agent, a bus, a display or the gateway', async () => {
    const found = await house.shell(
      'a',
      'ls -d /run/docker* /var/run/docker* /run/containerd* /run/podman* /run/user* /run/dbus* /tmp/.X11-unix /tmp/ssh-* 2>/dev/null; find / -xdev -type s 2>/dev/null; env | grep -iE "sock|ssh|dbus|display|token|key"; awk \'NR>1 && $8 != ""\' /proc/net/unix | wc -l',
    )
    expect(found.trim()).toBe('0')
  })

  it('G3: is nobody, has no right, can gain none, and is filtered', async () => {
    const status = await house.shell('a', 'id -u; grep -E "^(Cap|NoNewPrivs|Seccomp:)" /proc/self/status')
    const values = [...status.matchAll(/^(\w+):\s+(\w+)$/gm)].map(
      ([, name, value]) => `${name} ${Number(`0x${value}`)}`,
    )
    expect(status.split('\n')[0]).toBe('65532')
    expect(values).toEqual([
      'CapInh 0',
      'CapPrm 0',
      'CapEff 0',
      'CapBnd 0',
      'CapAmb 0',
      'NoNewPrivs 1',
      'Seccomp 2',
    ])
  })

  it('G4: can neither mount, nor unshare, nor load, nor trace what is not its own', async () => {
    const refused = await errno({
      mount: 'c.mount(b"none", b"/tmp", b"tmpfs", 0, None)',
      unshare: 'c.unshare(0x10000000)',
      keyctl: 'c.syscall(250, 0, 0, 0, 0, 0)',
      bpf: 'c.syscall(321, 0, 0, 0)',
      userfaultfd: 'c.syscall(323, 0)',
      perf: 'c.syscall(298, 0, 0, 0, 0, 0)',
      kexec: 'c.syscall(246, 0, 0, 0, 0)',
      module: 'c.syscall(175, 0, 0, 0)',
      chroot: 'c.chroot(b"/tmp")',
      setuid: 'c.setuid(0)',
      reboot: 'c.reboot(0)',
    })
    expect(refused).not.toContain('done')
    expect([...new Set(refused.match(/(?<=^\w+ ).+$/gm))].toSorted()).toEqual(['Operation not permitted'])
    const files = await house.shell(
      'a',
      'for f in /proc/sys/kernel/core_pattern /proc/sysrq-trigger /sys/fs/cgroup/memory/release_agent /etc/passwd /usr/bin/x /opt/openclaw/x /proc/1/mem /dev/mem; do (echo x > $f) 2>/dev/null && echo "wrote $f"; done; head -c 1 /proc/kcore 2>/dev/null | wc -c; find / -xdev -perm /6000 -type f 2>/dev/null; ls /dev | tr "\\n" " "',
    )
    expect(files).not.toContain('wrote')
    expect(files.replace('core ', '').trim()).toBe(
      '0\nfd full mqueue null ptmx pts random shm stderr stdin stdout tty urandom zero',
    )
  })

  it('G5: reaches no gateway, no metadata, no neighbour, no name server', async () => {
    const devices = await house.shell('a', 'cat /proc/net/dev | tail -n +3 | cut -d: -f1 | tr -d " "')
    expect(
      devices
        .trim()
        .split('\n')
        .filter(
          (name) => !/^(lo|tunl0|sit0|ip6tnl0|gre0|gretap0|erspan0|ip_vti0|ip6_vti0|ip6gre0)$/.test(name),
        ),
    ).toEqual([])
    const tries = await house.shell(
      'a',
      'for to in 172.17.0.1/18789 127.0.0.1/18789 169.254.169.254/80 10.0.0.1/53 1.1.1.1/53 host.docker.internal/18789; do (timeout 1 bash -c "echo > /dev/tcp/$to") 2>/dev/null && echo "reached $to"; done; getent hosts example.com; echo end',
    )
    expect(tries.trim()).toBe('end')
  })

  it('G6: a fork bomb stays below its limit, and what it leaves is gone with it', async () => {
    const bomb = await house.shell('a', 'f() { f | f & }; f; sleep 1; echo over', 3_000)
    expect(bomb).toMatch(/over|fork|Resource/)
    await expect.poll(() => house.shell('a', 'ls -d /proc/[0-9]* | wc -l').then(Number)).toBeLessThan(8)
  })

  it('G7: a memory bomb, and a full /tmp, end in the box', async () => {
    const { exitCode, signal } = await house.call('a', 'exec', {
      argv: ['python3', '-c', 'x = bytearray(1 << 30)\nprint(len(x))'],
    })
    expect([exitCode, signal]).not.toEqual([0, null])
    const full = await house.shell('a', 'head -c 64M /dev/zero > /tmp/x; stat -c %s /tmp/x; rm /tmp/x')
    expect(full).toContain('No space left on device')
    expect(full).toContain(String(LIMITS.tmpMb * 1024 * 1024))
    expect(await house.shell('a', 'echo alive')).toBe('alive\n')
  })

  it('G8: endless output is cut and ended, and no disk keeps it', async () => {
    const { truncated } = await house.call('a', 'exec', {
      argv: ['bash', '-c', 'yes | head -c 400M'],
      timeoutMs: 8_000,
    })
    expect(truncated).toBe(true)
    const box = await house.open('a')
    expect((await engine.docker.getContainer(box.id).inspect()).LogPath).toBe('')
  })

  it('G9: what spins, ignores signals or hides from its parent ends with its command', async () => {
    const hidden =
      'trap "" TERM; python3 -c "import os\nif os.fork() == 0:\n  os.setsid()\n  if os.fork() == 0:\n    os.execve(\'/bin/sleep\', [\'sleep\', \'999\'], {})" ; (setsid nohup bash -c "while :; do :; done" >/dev/null 2>&1 &) ; sleep 999'
    const { timedOut } = await house.call('a', 'exec', { argv: ['bash', '-c', hidden], timeoutMs: 700 })
    expect(timedOut).toBe(true)
    expect(
      await house.shell('a', 'grep -l . /proc/[0-9]*/cmdline 2>/dev/null | wc -l').then(Number),
    ).toBeLessThan(8)
    expect(await house.shell('a', 'cat /proc/[0-9]*/cmdline | tr "\\0" " "')).not.toMatch(/sleep 999|while/)
  })

  it('G14: another conversation has another box, other files and another /tmp', async () => {
    await house.call('a', 'write', { path: 'secret.txt', content: 'of a' })
    await house.shell('a', 'echo of-a > /tmp/secret')
    expect(await house.shell('b', 'ls -A /workspace /tmp; cat /tmp/secret')).not.toContain('of-a')
    await expect(house.call('b', 'read', { path: 'secret.txt' })).rejects.toThrow('There is no file')
    const [a, b] = [await house.open('a'), await house.open('b')]
    expect(a.id).not.toBe(b.id)
    expect(a.spec.volume).not.toBe(b.spec.volume)
  })

  it('F: no path leads a tool out of the workspace of the box', async () => {
    for (const path of ['/etc/passwd', '../etc/passwd', 'x/../../etc/passwd']) {
      await expect(house.call('a', 'read', { path })).rejects.toThrow(/outside|leads out|There is no folder/)
    }
    await house.shell('a', 'ln -sf /etc/passwd link; ln -sf / root')
    await expect(house.call('a', 'read', { path: 'link' })).rejects.toThrow('leads out')
    await expect(house.call('a', 'read', { path: 'root/etc/passwd' })).rejects.toThrow('leads out')
  })
})
