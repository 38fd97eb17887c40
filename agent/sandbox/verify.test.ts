import { mkdirSync, mkdtempSync, realpathSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hasEngine } from '#testing/container-engine.ts'
import { LIMITS, useBoxes } from './fixtures/engine.ts'
import { type BoxOptions, type BoxSpec, containerOptions } from './spec.ts'
import { checkOptions, checkRunning } from './verify.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'openclaw-verify-')))
const spec: BoxSpec = {
  name: 'box',
  imageId: 'sha256:1',
  volume: 'volume',
  access: 'none',
  workspace: folder,
  repository: false,
  user: 65_532,
  limits: LIMITS,
  runtime: null,
  labels: {},
}

/** The arguments with something of them changed. */
const changed = (change: Record<string, unknown>, host: Record<string, unknown> = {}) => {
  const options = containerOptions(spec)
  return { ...options, ...change, HostConfig: { ...options.HostConfig, ...host } }
}
const bind = (Source: string, Target = '/x') => ({
  Mounts: [
    ...(containerOptions(spec).HostConfig.Mounts ?? []),
    { Type: 'bind', Source, Target, ReadOnly: true },
  ],
})

describe('the check of the arguments', () => {
  it('lets through what is made for a box', () => {
    expect(checkOptions(containerOptions(spec), spec)).toEqual([])
    for (const access of ['ro', 'rw'] as const) {
      expect(checkOptions(containerOptions({ ...spec, access }), { ...spec, access })).toEqual([])
    }
  })

  it.each<[string, unknown]>([
    ['privileged', changed({}, { Privileged: true })],
    ['a capability', changed({}, { CapAdd: ['SYS_ADMIN'] })],
    ['a capability left in', changed({}, { CapDrop: [] })],
    ['no seccomp', changed({}, { SecurityOpt: ['no-new-privileges', 'seccomp=unconfined'] })],
    ['no AppArmor', changed({}, { SecurityOpt: ['no-new-privileges', 'apparmor=unconfined'] })],
    ['new privileges', changed({}, { SecurityOpt: [] })],
    ["the host's network", changed({}, { NetworkMode: 'host' })],
    ['a network', changed({}, { NetworkMode: 'bridge' })],
    ["another container's network", changed({}, { NetworkMode: 'container:x' })],
    ["the host's processes", changed({}, { PidMode: 'host' })],
    ["the host's IPC", changed({}, { IpcMode: 'host' })],
    ["the host's users", changed({}, { UsernsMode: 'host' })],
    ["the host's names", changed({}, { UTSMode: 'host' })],
    ["the host's cgroups", changed({}, { CgroupnsMode: 'host' })],
    ['another cgroup', changed({}, { CgroupParent: '/system' })],
    ['a device', changed({}, { Devices: [{ PathOnHost: '/dev/sda' }] })],
    ['a device rule', changed({}, { DeviceCgroupRules: ['a *:* rwm'] })],
    ['a GPU', changed({}, { DeviceRequests: [{ Count: -1 }] })],
    ['a writable root', changed({}, { ReadonlyRootfs: false })],
    ['another group', changed({}, { GroupAdd: ['docker'] })],
    ['a port', changed({}, { PortBindings: { '80/tcp': [{ HostPort: '80' }] } })],
    ['a kernel setting', changed({}, { Sysctls: { 'kernel.x': '1' } })],
    ["another container's volumes", changed({}, { VolumesFrom: ['x'] })],
    ['bare binds', changed({}, { Binds: ['/:/host'] })],
    ['unmasked paths', changed({}, { MaskedPaths: [] })],
    ['no memory limit', changed({}, { Memory: 0 })],
    ['swap', changed({}, { MemorySwap: -1 })],
    ['no process limit', changed({}, { PidsLimit: 0 })],
    ['no CPU limit', changed({}, { CpuQuota: 0 })],
    ['no init', changed({}, { Init: false })],
    ['a log on disk', changed({}, { LogConfig: { Type: 'json-file' } })],
    ['a restart', changed({}, { RestartPolicy: { Name: 'always' } })],
    ['a tmpfs without a size', changed({}, { Tmpfs: { '/tmp': 'rw' } })],
    ['a second tmpfs', changed({}, { Tmpfs: { '/tmp': 'size=1m', '/run': 'size=1m' } })],
    ['root', changed({ User: '0:0' })],
    ['nobody named', changed({ User: '' })],
    ['another image', changed({ Image: 'debian' })],
    ['a program of its own', changed({ Entrypoint: ['/bin/sh'] })],
    ['whatever comes next', changed({}, { NewOption: true })],
    ...['/', '/etc', '/var/run', '/var/run/docker.sock', '/root', folder].map((path): [string, unknown] => [
      `a bind of ${path}`,
      changed({}, bind(path)),
    ]),
    [
      "a bind in the volume's place",
      changed({}, { Mounts: [{ Type: 'bind', Source: '/', Target: '/workspace' }] }),
    ],
  ])('G2: refuses %s', (_name, options) => {
    expect(checkOptions(options, spec)).not.toEqual([])
  })

  it.each([
    '/',
    '/etc',
    '/etc/ssl',
    '/proc',
    '/sys/fs',
    '/var/run',
    '/run/user/0',
    '/var/lib/docker/x',
    '/home',
    '/root',
    'relative',
  ])('G2: never shares %s as a workspace', (workspace) => {
    const asked = { ...spec, access: 'rw' as const, workspace }
    expect(checkOptions(containerOptions(asked), asked).join()).toContain('never shared')
  })

  it('G2: shares no workspace that is a link to somewhere else', () => {
    mkdirSync(join(folder, 'real'))
    symlinkSync('/etc', join(folder, 'link'))
    const asked = { ...spec, access: 'ro' as const, workspace: join(folder, 'link') }
    expect(checkOptions(containerOptions(asked), asked).join()).toContain('through a link')
  })
})

describe.skipIf(!hasEngine)('a container that was made otherwise', () => {
  const boxes = useBoxes()

  const broken =
    (change: (host: BoxOptions['HostConfig']) => Partial<BoxOptions['HostConfig']>) =>
    (asked: BoxSpec): BoxOptions => {
      const options = containerOptions(asked)
      return { ...options, HostConfig: { ...options.HostConfig, ...change(options.HostConfig) } }
    }
  /** The bugs that somebody could plant where arguments are made; the engine really makes such containers. */
  const BUGS = {
    'a capability left in': broken(() => ({ CapDrop: [] })),
    'a network left on': (asked: BoxSpec) => ({
      ...broken(() => ({ NetworkMode: 'bridge' }))(asked),
      NetworkDisabled: false,
    }),
    'a bind added': broken(({ Mounts = [] }) => ({
      Mounts: [...Mounts, { Type: 'bind' as const, Source: '/etc', Target: '/host', ReadOnly: true }],
    })),
  }

  it.each(Object.entries(BUGS))(
    'G2: %s is found in the arguments, and in the running container',
    async (_bug, options) => {
      const checked = await boxes.open({ lock: { options } })
      await expect(checked.open('x')).rejects.toThrow('not as locked as it has to be')
      // Let through once, it is found again by what the engine says of it, and removed unused.
      const unchecked = await boxes.open({
        lock: { options, verify: { checkOptions: () => [], checkRunning } },
      })
      await expect(unchecked.open('x')).rejects.toThrow('not as locked as it has to be')
      expect(await unchecked.containers()).toEqual([])
      // And without both checks it would run: the checks are what stops it.
      const open = await boxes.open({
        lock: { options, verify: { checkOptions: () => [], checkRunning: () => [] } },
      })
      expect(await open.shell('x', 'echo in')).toBe('in\n')
    },
    60_000,
  )
})
