import { readdirSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { coverArguments, isWritable, look } from './covers.ts'

/**
 * Doors through which a command could start a process outside its guard or borrow the owner's
 * identity: container engines, service managers and buses, agents, terminals and displays.
 */
const SOCKETS = [
  '/run/docker.sock',
  '/var/run/docker.sock',
  '/run/docker',
  '/run/containerd',
  '/run/podman',
  '/run/crio',
  '/run/dbus',
  '/run/systemd/private',
  '/run/screen',
  '/run/snapd.socket',
  '/run/libvirt',
  '/run/user',
  '/tmp/.X11-unix',
]
/** Folders in /tmp that ssh-agent and tmux make: their names end with a number or random letters. */
const SOCKET_FOLDER = /^(ssh-|tmux-|screen-|dbus-)/

/**
 * The few rights of root that ordinary commands use (a subset of what container engines leave).
 * Without the others root can not unmount what hides the state folder, open a disk, or trace.
 */
const ROOT_CAPABILITIES = [
  'CAP_CHOWN',
  'CAP_DAC_OVERRIDE',
  'CAP_FOWNER',
  'CAP_FSETID',
  'CAP_KILL',
  'CAP_SETGID',
  'CAP_SETUID',
  'CAP_NET_BIND_SERVICE',
]

const KERNEL_SETTINGS = ['/sys', '/proc/sys', '/proc/sysrq-trigger']

/**
 * The arguments of bwrap up to the command itself: the owner's file system as it is, but protected
 * folders and sockets covered, own processes only, no terminal, an environment of a few names.
 */
export function guardArguments(settings: {
  masked: readonly string[]
  workspace: string
  folder: string
  environment: Readonly<Record<string, string>>
}): string[] {
  const root = process.getuid?.() === 0
  return [
    ...['--dev-bind', '/', '/'],
    // Root may open disks by their device files; a plain user may not.
    ...(root ? ['--dev', '/dev'] : []),
    ...pinned(settings.masked).flatMap((folder) => ['--dev-bind', folder, folder]),
    ...coverArguments({ masked: settings.masked, sockets: sockets(settings.workspace) }),
    ...['--unshare-pid', '--proc', '/proc', '--die-with-parent', '--new-session'],
    // Root may set programs there that the kernel starts outside of every guard (core_pattern(5)).
    ...(root ? KERNEL_SETTINGS.flatMap(keepReadOnly) : []),
    ...['--cap-drop', 'ALL'],
    ...(root ? ROOT_CAPABILITIES.flatMap((name) => ['--cap-add', name]) : []),
    '--clearenv',
    ...Object.entries(settings.environment).flatMap(([name, value]) => ['--setenv', name, value]),
    ...['--chdir', settings.folder, '--'],
  ]
}

/**
 * The folders above protected paths that this user could rename. A command that moved one would leave
 * its content under a name that nobody covers, and could put its own in the old place. A folder that
 * is a mount of its own can be neither moved nor removed (rename(2), EBUSY).
 */
function pinned(masked: readonly string[]): string[] {
  const above = new Set<string>()
  for (const path of masked) {
    if (!look(path)) continue
    // A link to it could be moved as well.
    for (const place of [realpathSync(path), join(realpathSync(dirname(path)), basename(path))]) {
      for (let folder = dirname(place); dirname(folder) !== folder; folder = dirname(folder)) {
        if (isWritable(dirname(folder))) above.add(folder)
      }
    }
  }
  return [...above].sort((a, b) => a.length - b.length)
}

const keepReadOnly = (path: string) => (look(path) ? ['--ro-bind', path, path] : [])

function sockets(workspace: string): string[] {
  const temporary = readdirSync('/tmp').filter((name) => SOCKET_FOLDER.test(name))
  return [...SOCKETS, ...temporary.map((name) => join('/tmp', name))].filter(
    (path) => workspace !== path && !workspace.startsWith(`${path}/`),
  )
}
