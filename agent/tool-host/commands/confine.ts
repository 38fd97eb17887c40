import { existsSync, lstatSync, readlinkSync } from 'node:fs'

/** What programs need to start, and names for the ids of files: nothing that is the owner's. */
const SYSTEM = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/nix/store']
const SETTINGS = [
  '/etc/ld.so.cache',
  '/etc/alternatives',
  '/etc/localtime',
  '/etc/passwd',
  '/etc/group',
  '/etc/nsswitch.conf',
]

/** Programs of the system only: a folder of PATH may hold what a tool wrote. */
const SYSTEM_PATH = '/usr/local/bin:/usr/bin:/bin'

/**
 * The arguments of bwrap for a command that only looks: there is the system's own software and the
 * workspace, all of it read-only, and nothing else: no network, no other process, no home folder. Where a
 * path leads is decided by what is there, so a link that is swapped at the last moment leads to nothing.
 */
export function confinedArguments(settings: {
  workspace: string
  masked: readonly string[]
  folder: string
  environment: Readonly<Record<string, string>>
}): string[] {
  const { workspace, folder } = settings
  const environment = { ...settings.environment, PATH: SYSTEM_PATH, HOME: workspace, TMPDIR: '/tmp' }
  return [
    ...SYSTEM.flatMap(place),
    ...SETTINGS.flatMap((path) => (existsSync(path) ? ['--ro-bind', path, path] : [])),
    ...['--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp'],
    ...['--ro-bind', workspace, workspace],
    ...settings.masked
      .filter((path) => path.startsWith(`${workspace}/`) && existsSync(path))
      .flatMap((path) =>
        lstatSync(path).isDirectory() ? ['--tmpfs', path] : ['--ro-bind', '/dev/null', path],
      ),
    ...['--remount-ro', '/'],
    ...['--unshare-all', '--die-with-parent', '--new-session', '--cap-drop', 'ALL'],
    // Root reads the workspace of a plain user, whatever its modes.
    ...(process.getuid?.() === 0 ? ['--cap-add', 'CAP_DAC_OVERRIDE'] : []),
    '--clearenv',
    ...Object.entries(environment).flatMap(([name, value]) => ['--setenv', name, value]),
    // Otherwise git writes its index anew where it only has to look.
    ...['--setenv', 'GIT_OPTIONAL_LOCKS', '0'],
    ...['--chdir', folder, '--'],
  ]
}

/** A folder of the system as it is, a link (`/bin` → `usr/bin`) as a link. */
function place(path: string): string[] {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  if (!stats) return []
  return stats.isSymbolicLink() ? ['--symlink', readlinkSync(path), path] : ['--ro-bind', path, path]
}
