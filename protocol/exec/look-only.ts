/**
 * Commands that only look: they print what files hold or how the machine is, and neither change nor start
 * anything. They run unasked, in a place of their own (no network, files of the workspace only, read-only),
 * so a mistake in this table is no way out; it still says no to whatever it does not know.
 */
interface Look {
  /** Letters of its short options, none of which takes a path or a program. */
  readonly flags?: string
  readonly long?: readonly string[]
  /** Words that it takes as part of an expression (find), or as its first word (git). */
  readonly words?: readonly string[]
  readonly subcommands?: Readonly<Record<string, Look>>
  /** How many of its first operands are no paths: a pattern, a program of jq. */
  readonly skip?: number
  /** Most operands: one more could be a file to write, or the name of something to make. */
  readonly most?: number
}

const GIT_LONG = [
  'oneline',
  'stat',
  'name-only',
  'name-status',
  'graph',
  'decorate',
  'all',
  'cached',
  'staged',
]
const gitLog: Look = {
  flags: 'npswbU',
  long: [
    ...GIT_LONG,
    'patch',
    'reverse',
    'since',
    'until',
    'author',
    'max-count',
    'no-merges',
    'shortstat',
    'format',
    'pretty',
    'date',
    'word-diff',
    'no-color',
    'follow',
    'abbrev-commit',
  ],
}

const LOOKS: Readonly<Record<string, Look>> = {
  basename: { flags: 'az' },
  cal: { flags: 'jmy3' },
  cat: { flags: 'AbeEnstTuv', long: ['number', 'show-all'] },
  cksum: {},
  cmp: { flags: 'bls' },
  comm: { flags: '123' },
  cut: { flags: 'bcdfsnz', long: ['delimiter', 'fields'] },
  date: { flags: 'uIR', long: ['utc', 'iso-8601', 'rfc-3339'] },
  diff: { flags: 'abBdiNpqrsuUwy', long: ['unified', 'brief', 'recursive', 'side-by-side', 'color'] },
  dirname: { flags: 'z' },
  du: { flags: 'abchHkLmsSxd', long: ['max-depth', 'apparent-size', 'human-readable', 'summarize'] },
  echo: { flags: 'neE' },
  egrep: { flags: 'abcEFGHhiLlnoqrRsvwxyzABCmP', skip: 1 },
  expand: { flags: 'it' },
  false: {},
  file: { flags: 'bhiLNrsz', long: ['mime', 'mime-type', 'brief'] },
  find: {
    words: [
      '-name',
      '-iname',
      '-type',
      '-maxdepth',
      '-mindepth',
      '-mtime',
      '-mmin',
      '-size',
      '-empty',
      '-path',
      '-ipath',
      '-not',
      '-o',
      '-a',
      '-or',
      '-and',
      '-print',
      '-print0',
      '-prune',
      '-newer',
      '-regex',
      '-iregex',
      '-perm',
      '-user',
      '-group',
      '-links',
      '-ls',
      '-printf',
      '-xdev',
      '-daystart',
      '!',
      '(',
      ')',
    ],
  },
  fgrep: { flags: 'abcEFGHhiLlnoqrRsvwxyzABCm', skip: 1 },
  fmt: { flags: 'csuw' },
  fold: { flags: 'bsw' },
  free: { flags: 'bghkmtw' },
  git: {
    subcommands: {
      blame: { flags: 'LlswCM' },
      branch: { flags: 'arv', long: ['list', 'all', 'show-current', 'merged', 'no-merged'], most: 0 },
      describe: { long: ['tags', 'always', 'all', 'dirty', 'long'] },
      diff: {
        flags: 'npswbUR',
        long: [...GIT_LONG, 'numstat', 'shortstat', 'word-diff', 'no-color', 'unified', 'check'],
      },
      log: gitLog,
      'ls-files': {
        flags: 'cdmost',
        long: ['cached', 'others', 'modified', 'deleted', 'exclude-standard', 'stage'],
      },
      'rev-parse': {
        flags: 'q',
        long: ['show-toplevel', 'abbrev-ref', 'short', 'verify', 'is-inside-work-tree', 'git-dir'],
      },
      shortlog: { flags: 'ensc', long: ['all', 'since', 'until', 'no-merges'] },
      show: gitLog,
      status: {
        flags: 'sbuz',
        long: ['short', 'branch', 'porcelain', 'untracked-files', 'ignored', 'show-stash'],
      },
    },
  },
  grep: {
    flags: 'abcEFGHhiLlnoqrRsvwxyzABCmP',
    long: [
      'include',
      'exclude',
      'exclude-dir',
      'color',
      'colour',
      'count',
      'ignore-case',
      'line-number',
      'recursive',
      'context',
      'word-regexp',
      'only-matching',
      'max-count',
      'files-with-matches',
      'invert-match',
      'fixed-strings',
      'extended-regexp',
    ],
    skip: 1,
  },
  head: { flags: 'cnqvz', long: ['lines', 'bytes'] },
  hexdump: { flags: 'Cbcdnosvx' },
  id: { flags: 'Ggnru' },
  jq: {
    flags: 'acCMnrRsSej',
    long: [
      'raw-output',
      'compact-output',
      'slurp',
      'sort-keys',
      'null-input',
      'exit-status',
      'tab',
      'indent',
    ],
    skip: 1,
  },
  join: { flags: '12ajtvoei' },
  ls: {
    flags: '1aAbBcCdfFgGhHiIklLmnNopqQrRsStTuUvwxXZ',
    long: [
      'all',
      'almost-all',
      'color',
      'human-readable',
      'recursive',
      'reverse',
      'sort',
      'time',
      'time-style',
      'full-time',
      'group-directories-first',
      'size',
      'inode',
      'ignore',
      'directory',
    ],
  },
  md5sum: { flags: 'bt' },
  nl: { flags: 'bhfivnpsw' },
  nproc: { long: ['all', 'ignore'] },
  od: { flags: 'AajNStvwbcdfilosx' },
  paste: { flags: 'dsz' },
  printf: {},
  pwd: { flags: 'LP' },
  readlink: { flags: 'efmnqsvz' },
  realpath: { flags: 'emLPqsz' },
  rev: {},
  rg: {
    flags: 'abcEFHhiIlLnNoPpqSsUuvwxABCmt0gj',
    long: [
      'files',
      'hidden',
      'no-ignore',
      'glob',
      'type',
      'count',
      'ignore-case',
      'line-number',
      'context',
      'fixed-strings',
      'word-regexp',
      'files-with-matches',
      'max-count',
      'max-depth',
      'multiline',
      'json',
      'color',
      'heading',
      'no-heading',
      'smart-case',
      'sort',
      'stats',
    ],
    skip: 1,
  },
  seq: { flags: 'fsw' },
  sha1sum: { flags: 'bt' },
  sha256sum: { flags: 'bt' },
  sha512sum: { flags: 'bt' },
  sort: {
    flags: 'bcCdfghiMnrRsukVtz',
    long: ['reverse', 'unique', 'numeric-sort', 'key', 'ignore-case', 'human-numeric-sort', 'version-sort'],
  },
  stat: { flags: 'cfLt', long: ['format', 'printf', 'dereference', 'terse'] },
  tac: { flags: 'brs' },
  tail: { flags: 'cnqvz', long: ['lines', 'bytes'] },
  test: {
    words: [
      '-e',
      '-f',
      '-d',
      '-r',
      '-w',
      '-x',
      '-s',
      '-z',
      '-n',
      '-L',
      '-h',
      '-eq',
      '-ne',
      '-lt',
      '-gt',
      '-le',
      '-ge',
      '-nt',
      '-ot',
      '!',
      '=',
      '!=',
    ],
  },
  tr: { flags: 'cCdst', skip: 2 },
  tree: { flags: 'adfiLlpsughDFrtxICP', long: ['dirsfirst', 'noreport', 'prune', 'gitignore', 'du'] },
  true: {},
  uname: { flags: 'amnoprsv' },
  unexpand: { flags: 'at' },
  uniq: { flags: 'cdDfiuwsz', most: 1 },
  uptime: { flags: 'ps' },
  wc: { flags: 'clLmw' },
  whoami: {},
  xxd: { flags: 'abceglopsu', most: 1 },
}

/** `sed` is a language that can write and run; this much of it only prints some lines. */
const SED_PRINT = /^\d{1,9}(,(\d{1,9}|\$))?p$/

/**
 * The paths that a command names, where it is one that only looks and every word of it is known to be
 * harmless; undefined for all others. The caller checks where the paths lead: none may leave the workspace.
 * Pure. By plain program names only: a path may lead to a file that a tool wrote.
 */
export function listLookedAt(argv: readonly string[]): string[] | undefined {
  const [program = '', ...words] = argv
  if (words.some((word) => word.includes('\0'))) return undefined
  if (program === 'sed') {
    const [quiet, script = '', ...paths] = words
    const fits = quiet === '-n' && SED_PRINT.test(script) && paths.every((path) => !path.startsWith('-'))
    return fits ? paths : undefined
  }
  const look = Object.hasOwn(LOOKS, program) ? LOOKS[program] : undefined
  if (!look?.subcommands) return look && listOperands(look, words)
  const [name = '', ...rest] = words
  const sub = Object.hasOwn(look.subcommands, name) ? look.subcommands[name] : undefined
  return sub && listOperands(sub, rest)
}

function listOperands(look: Look, words: readonly string[]): string[] | undefined {
  const operands: string[] = []
  let onlyOperands = false
  for (const word of words) {
    if (!onlyOperands && word === '--') onlyOperands = true
    else if (onlyOperands || !word.startsWith('-') || word === '-') {
      if (!look.words?.includes(word) && word !== '-') operands.push(word)
    } else if (!isKnownOption(look, word)) return undefined
  }
  if (look.most !== undefined && operands.length > look.most) return undefined
  return operands.slice(look.skip ?? 0)
}

function isKnownOption({ flags = '', long = [], words = [] }: Look, word: string): boolean {
  if (words.includes(word)) return true
  const named = /^--([a-z][a-z0-9-]*)(?:=([^/\\]*))?$/.exec(word)
  if (named) return long.includes(named[1] ?? '')
  const short = /^-([A-Za-z]*)[0-9.,:;|+%-]*$/.exec(word)
  return short !== null && [...(short[1] ?? '')].every((letter) => flags.includes(letter))
}
