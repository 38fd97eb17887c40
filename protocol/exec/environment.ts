import { delimiter, isAbsolute } from 'node:path'

/** The only names of the environment that a command gets. */
const PASSED_NAMES = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TERM', 'TZ', 'TMPDIR'] as const
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/**
 * The environment of every command, from that of the process that starts it. Gateway and agent make it
 * alike: an approval is bound to it. `home`: the owner's home folder where no HOME is set.
 */
export function commandEnvironment(
  given: (name: string) => string | undefined,
  home: string,
): Record<string, string> {
  const defaults = { PATH: DEFAULT_PATH, HOME: home, LANG: 'C.UTF-8', TERM: 'dumb' }
  const passed = PASSED_NAMES.flatMap((name) => {
    const value = given(name)
    return value ? [[name, value]] : []
  })
  const all = { ...defaults, ...Object.fromEntries(passed) }
  return { ...all, PATH: fixedFolders(all.PATH) || DEFAULT_PATH }
}

/** An empty or relative entry would find programs in whatever folder a command runs in, where a tool may have put them. */
const fixedFolders = (path: string): string => path.split(delimiter).filter(isAbsolute).join(delimiter)
