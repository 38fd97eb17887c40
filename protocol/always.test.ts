import { describe, expect, it } from 'vitest'
import { ask, exec, mode } from './fixtures/questions.ts'
import { canBeAlways, decideTool } from './policy.ts'
import { TOOL_NAMES, toolContracts } from './tools.ts'

/** Security table F10: programs that run what their arguments say. */
const WRAPPERS: readonly string[][] = [
  ...[
    ['env', 'ls'],
    ['env', '-S', 'sh -c ls'],
    ['nice', 'ls'],
    ['nohup', 'ls'],
    ['timeout', '1', 'ls'],
    ['time', 'ls'],
  ],
  ...[
    ['stdbuf', '-o0', 'ls'],
    ['setsid', 'ls'],
    ['flock', '/tmp/l', 'ls'],
    ['xargs', 'ls'],
    ['find', '.', '-exec', 'ls', ';'],
  ],
  ...[
    ['sudo', 'ls'],
    ['doas', 'ls'],
    ['su', '-c', 'ls'],
    ['script', '-c', 'ls'],
    ['watch', 'ls'],
    ['strace', 'ls'],
    ['ltrace', 'ls'],
  ],
  ...[
    ['busybox', 'sh'],
    ['toybox', 'sh'],
    ['sh', '-c', 'ls'],
    ['bash', '-c', 'ls'],
    ['zsh', '-lc', 'ls'],
    ['dash', '-c', 'ls'],
  ],
  ...[
    ['fish', '-c', 'ls'],
    ['ksh', '-c', 'ls'],
    ['csh', '-c', 'ls'],
    ['ssh', 'localhost', 'ls'],
    ['rsync', '-e', 'sh'],
    ['scp', '-S', 'sh'],
  ],
  ...[
    ['git', '-c', 'core.pager=sh'],
    ['git', '-c', 'alias.x=!sh', 'x'],
    ['tar', '--to-command=sh'],
    ['tar', '--checkpoint-action=exec=sh'],
  ],
  ...[
    ['vim', '-c', '!sh'],
    ['vi', '-c', '!sh'],
    ['nvim', '-c', '!sh'],
    ['emacs', '--eval', 'x'],
    ['less', 'x'],
    ['more', 'x'],
    ['ed', 'x'],
  ],
  ...[
    ['awk', 'BEGIN{system("sh")}'],
    ['gawk', 'x'],
    ['sed', 'e'],
    ['python', '-c', 'x'],
    ['python3', '-c', 'x'],
    ['python3.12', '-c', 'x'],
  ],
  ...[
    ['pypy3', '-c', 'x'],
    ['perl', '-e', 'x'],
    ['perl5.36', '-e', 'x'],
    ['ruby', '-e', 'x'],
    ['node', '-e', 'x'],
    ['nodejs', '-e', 'x'],
  ],
  ...[
    ['deno', 'eval', 'x'],
    ['bun', '-e', 'x'],
    ['php', '-r', 'x'],
    ['php8.2', '-r', 'x'],
    ['lua', '-e', 'x'],
    ['lua5.4', '-e', 'x'],
  ],
  ...[
    ['npm', 'exec', 'x'],
    ['npx', 'x'],
    ['pnpm', 'dlx', 'x'],
    ['yarn', 'dlx', 'x'],
    ['make', 'x'],
    ['gmake', 'x'],
    ['man', '-P', 'sh', 'x'],
  ],
  ...[
    ['docker', 'run', 'x'],
    ['podman', 'run', 'x'],
    ['systemd-run', 'x'],
    ['chroot', '/', 'x'],
    ['unshare', 'x'],
    ['nsenter', 'x'],
  ],
  ...[
    ['bwrap', 'x'],
    ['ionice', 'ls'],
    ['chrt', '0', 'ls'],
    ['taskset', '1', 'ls'],
    ['setpriv', 'ls'],
    ['runuser', '-c', 'ls'],
  ],
  ...[
    ['setarch', 'ls'],
    ['linux64', 'ls'],
    ['prlimit', 'ls'],
    ['pkexec', 'ls'],
    ['at', 'now'],
    ['batch'],
    ['crontab', '-'],
    ['ld.so', 'ls'],
  ],
  ...[
    ['tmux', 'new', 'x'],
    ['screen', '-dm', 'x'],
    ['gcc', '-wrapper', 'sh'],
    ['cmake', '-P', 'x'],
    ['uv', 'run', 'x'],
    ['pip', 'install', 'x'],
  ],
  ...[
    ['cargo', 'run'],
    ['go', 'run', 'x'],
    ['java', 'X'],
    ['sqlite3', 'x', '.shell sh'],
    ['psql', '-c', '\\! sh'],
    ['zip', '-TT', 'sh'],
  ],
  ...[
    ['LD_PRELOAD=./x.so', 'ls'],
    ['PATH=.', 'ls'],
    ['GIT_SSH_COMMAND=sh', 'git'],
    ['./ls'],
    ['/bin/ls'],
    ['../ls'],
    ['/usr/bin/env', 'ls'],
  ],
  ...[['BASH', '-c', 'ls'], ['Python3', '-c', 'x'], [''], []],
]

describe('"always"', () => {
  it.each(WRAPPERS.map((argv) => [argv]))('is not on offer for %j (F10)', (argv) => {
    expect(canBeAlways('exec', { argv })).toBe(false)
    expect(decideTool(ask(exec(argv, mode('ask', ['ls', 'git status'])))).decision).toBe('ask')
  })

  it('is on offer for a plain program by its plain name, and for commands only', () => {
    for (const argv of [['ls', '-la'], ['cat', 'notes.md'], ['date'], ['wc', '-l', 'x']]) {
      expect(canBeAlways('exec', { argv })).toBe(true)
    }
    for (const tool of TOOL_NAMES.filter((name) => toolContracts[name].effect !== 'exec')) {
      expect(canBeAlways(tool, { argv: ['ls'] })).toBe(false)
    }
  })
})
