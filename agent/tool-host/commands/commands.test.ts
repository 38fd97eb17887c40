import * as fs from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TOOL_TEXT_LIMIT } from '#protocol/tools.ts'
import { BWRAP, createHome, errorOf } from '../fixtures/home.ts'

/** Pids of the processes that have `word` in their command line. */
function processesWith(word: string): number[] {
  return fs.readdirSync('/proc').flatMap((name) => {
    try {
      const line = fs.readFileSync(`/proc/${name}/cmdline`, 'utf8')
      return Number(name) !== process.pid && line.split('\0').includes(word) ? [Number(name)] : []
    } catch {
      return []
    }
  })
}

/** Security table F9: what a shell would take for more than a word. */
const METACHARACTERS = [
  ...[
    '; touch owned',
    '&& touch owned',
    '|| touch owned',
    '| touch owned',
    '& touch owned',
    '\ntouch owned',
    '\r\ntouch owned',
  ],
  ...[
    '$(touch owned)',
    '`touch owned`',
    '<(touch owned)',
    '>(touch owned)',
    '> owned',
    '>> owned',
    '2> owned',
    '< /etc/passwd',
  ],
  ...[
    '<<EOF',
    '<<<word',
    '$IFS',
    '${IFS}touch',
    '$HOME',
    '${HOME}',
    '$PATH',
    '${PATH:0:1}',
    '$((1+1))',
    '$[1+1]',
    '$$',
    '$?',
    '$!',
  ],
  ...[
    '*',
    '?',
    '[a-z]*',
    '*.txt',
    '**',
    '{a,b}',
    '{1..9}',
    '~',
    '~root',
    '~+',
    '!!',
    '!$',
    '!-1',
    '^a^b',
    '#comment',
    'a #b',
  ],
  ...[
    "'",
    '"',
    "'; touch owned; '",
    '"; touch owned; "',
    '\\',
    '\\n',
    '\\;',
    '\\$(x)',
    "$'\\n'",
    '$"x"',
    '=ls',
    '=(ls)',
    '%1',
  ],
  ...[
    '()',
    '() { :;}; touch owned',
    'function x { touch owned; }',
    'alias x=y',
    'eval touch owned',
    'exec sh',
    '. ./x',
    ':',
  ],
  ...[
    '-',
    '--',
    '--help',
    '-c',
    '-e touch owned',
    '\u001b[A',
    '\t',
    ' ',
    '',
    '\u00a0',
    '\u2028',
    '%PATH%',
    '^&',
    '`',
    '\\\n',
  ],
]

for (const bwrap of BWRAP ? [BWRAP, null] : [null]) {
  describe(bwrap ? 'a command under the guard' : 'a command without a guard', () => {
    let home: ReturnType<typeof createHome>
    beforeEach(() => {
      home = createHome({ bwrap })
    })
    afterEach(() => home.close())

    it('runs in the workspace, or in a folder of it, and gives its output and exit code', async () => {
      fs.mkdirSync(join(home.workspace, 'sub folder'))
      const script = 'pwd; echo oops >&2; read line; exit 3'
      expect(await home.exec(['bash', '-c', script], { cwd: 'sub folder' })).toMatchObject({
        exitCode: 3,
        signal: null,
        stdout: `${home.workspace}/sub folder\n`,
        stderr: 'oops\n',
        truncated: false,
        timedOut: false,
      })
    })

    it(`takes every word literally (F9: ${METACHARACTERS.length} cases)`, async () => {
      const { stdout, exitCode } = await home.exec(['printf', '%s\\0', ...METACHARACTERS])
      const plain = METACHARACTERS.map((word) => word.replace(/\r\n?/g, '\n').replaceAll('\u001b[A', ''))
      expect([exitCode, stdout]).toEqual([0, plain.join('')])
      for (const word of ['; touch owned', '$(touch owned)', '| touch owned', '> owned']) {
        expect((await home.run('exec', { argv: ['true', word] })).ok).toBe(true)
        expect(errorOf(await home.run('exec', { argv: [`true ${word}`] }))).toMatch(/There is no program/)
      }
      expect(fs.readdirSync(home.workspace)).toEqual(['inside.txt'])
    })

    it('says in words that a program is missing or an argument impossible', async () => {
      expect(errorOf(await home.run('exec', { argv: ['no-such-program'] }))).toMatch(
        /no program "no-such-program"/,
      )
      expect(errorOf(await home.run('exec', { argv: ['/etc/passwd'] }))).toMatch(
        /not a program that may be run/,
      )
      expect(errorOf(await home.run('exec', { argv: [''] }))).toMatch(/is empty/)
      expect(errorOf(await home.run('exec', { argv: ['echo', 'a\0b'] }))).toMatch(/NUL/)
      expect(errorOf(await home.run('exec', { argv: ['true'], cwd: '../outside' }))).toMatch(/leads out/)
      expect(errorOf(await home.run('exec', { argv: ['true'], cwd: 'inside.txt' }))).toMatch(/not a folder/)
    })

    it('has a few names in its environment and none of 25 secrets (F6)', async () => {
      const names = Array.from({ length: 25 }, (_, index) => `CANARY_${index}_API_KEY`)
      for (const name of names) process.env[name] = `canary-value-${name}`
      const passing = createHome({
        bwrap,
        environment: { ...process.env, TZ: 'Asia/Shanghai', LC_ALL: 'C.UTF-8', NODE_OPTIONS: '--inspect' },
      })
      try {
        const { stdout } = await passing.exec(['env'])
        const seen = stdout.split('\n').map((line) => line.split('=')[0] ?? '')
        const known = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TERM', 'TZ', 'TMPDIR', 'PWD', '']
        expect(seen.filter((name) => !known.includes(name))).toEqual(bwrap ? [] : ['OPENCLAW_AGENT_CHILD'])
        expect(stdout).toContain('TZ=Asia/Shanghai')
        if (!bwrap) return
        const everywhere = 'cat /proc/*/environ /proc/self/task/*/environ; ps eww -A; cat /proc/*/cmdline'
        const found = await passing.exec(['bash', '-c', everywhere])
        expect(found.stdout + found.stderr).not.toContain('canary-value')
      } finally {
        await passing.close()
        for (const name of names) delete process.env[name]
      }
    })

    it('keeps the beginning and the end of long output, and shows it while it comes', async () => {
      const live: string[] = []
      const script = 'echo first; sleep 0.25; seq 1 200000; echo last; seq 1 200000 >&2'
      const signal = new AbortController().signal
      const onOutput = (stdout: string) => live.push(stdout)
      const result = await home.host.run('exec', { argv: ['bash', '-c', script] }, { signal, onOutput })
      const output = (result as { output: { stdout: string; stderr: string; truncated: boolean } }).output
      expect(live[0]).toBe('first\n')
      expect(output.truncated).toBe(true)
      expect(output.stdout.length + output.stderr.length).toBeLessThanOrEqual(TOOL_TEXT_LIMIT)
      expect(output.stdout).toMatch(/^first\n1\n2\n[\s\S]*left out[\s\S]*200000\nlast\n$/)
      expect(output.stderr).toMatch(/^1\n[\s\S]*200000\n$/)
    })

    it('is ended at its time limit with all that it started: setsid, nohup, double fork (G9)', async () => {
      const word = `${Date.now()}${bwrap ? 1 : 2}`
      const sleep = `sleep ${word}`
      const script =
        `trap '' TERM HUP INT; setsid ${sleep} & nohup ${sleep} >/dev/null 2>&1 & (setsid sh -c '${sleep} & ${sleep} &' &); ` +
        `echo started; ${sleep}`
      const result = await home.exec(['bash', '-c', script], { timeoutMs: 500 })
      expect(result).toMatchObject({ timedOut: true, exitCode: null, signal: 'SIGKILL', stdout: 'started\n' })
      expect(processesWith(word)).toEqual([])
    })

    it('leaves nothing running when it ends by itself, and does not wait for what holds its output', async () => {
      const word = `${Date.now()}${bwrap ? 3 : 4}`
      const result = await home.exec(['bash', '-c', `setsid sleep ${word} & echo done`])
      expect(result).toMatchObject({ exitCode: 0, stdout: 'done\n' })
      expect(processesWith(word)).toEqual([])
    })

    it('is ended by stop and by close', async () => {
      for (const how of ['stop', 'close'] as const) {
        const word = `${Date.now()}${bwrap ? 5 : 6}`
        const stop = new AbortController()
        const started = Promise.withResolvers<void>()
        const run = home.host.run(
          'exec',
          { argv: ['bash', '-c', `echo go; setsid sleep ${word} & sleep ${word}`] },
          { signal: stop.signal, onOutput: () => started.resolve() },
        )
        await started.promise
        expect(processesWith(word).length).toBeGreaterThan(0)
        if (how === 'stop') stop.abort()
        else await home.host.close()
        const result = await run
        if (how === 'stop') expect(errorOf(result)).toMatch(/stopped/)
        expect(processesWith(word)).toEqual([])
      }
      expect(errorOf(await home.run('exec', { argv: ['true'] }))).toMatch(/shutting down/)
    })
  })
}

it('is not run at all when the call was stopped before', async () => {
  const home = createHome()
  const result = await home.host.run('exec', { argv: ['touch', 'owned'] }, { signal: AbortSignal.abort() })
  expect(errorOf(result)).toMatch(/stopped/)
  expect(fs.existsSync(join(home.workspace, 'owned'))).toBe(false)
  await home.close()
})

it('prints 100 MB, and is neither held in memory nor given whole; without an end it is ended, and says why (G8)', async () => {
  const home = createHome()
  const before = process.memoryUsage().rss
  const command = 'yes "a line of no interest at all" | head -c 104857600'
  const { exitCode, stdout, truncated } = await home.exec(['sh', '-c', command])
  expect([exitCode, truncated, stdout.length <= 50_200]).toEqual([0, true, true])
  expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000)
  const endless = await home.exec(['yes', 'a line of no interest at all'])
  expect(endless).toMatchObject({ exitCode: null, truncated: true, timedOut: false })
  expect(endless.stderr.trim()).toBe('[OpenClaw ended the command: it printed more than 128 MB]')
  await home.close()
})
