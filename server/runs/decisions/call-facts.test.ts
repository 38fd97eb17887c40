import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commandEnvironment } from '#protocol/exec/environment.ts'
import { listLookedAt } from '#protocol/exec/look-only.ts'
import { decideTool, type PolicyAnswer, type PolicyQuestion } from '#protocol/policy.ts'
import { findTool } from '#protocol/tools.ts'
import { type CallFacts, createCallFacts } from './call-facts.ts'
import { BYPASSES } from './fixtures/bypasses.ts'
import { ERRANDS } from './fixtures/errands.ts'

let root = ''
let workspace = ''
let findFacts: (tool: string, input: unknown) => Promise<CallFacts>
beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'openclaw-facts-')))
  workspace = join(root, 'workspace')
  mkdirSync(join(workspace, 'sub'), { recursive: true })
  mkdirSync(join(root, 'state'))
  writeFileSync(join(root, 'outside.txt'), '')
  symlinkSync(root, join(workspace, 'door'))
  symlinkSync('../door', join(workspace, 'sub/door'))
  symlinkSync('sub', join(workspace, 'loop'))
  findFacts = createCallFacts({
    workspace,
    masked: [join(root, 'state')],
    environment: commandEnvironment(() => undefined, '/root'),
    confines: true,
  })
})
afterAll(() => rmSync(root, { recursive: true }))

const base = {
  trusted: true,
  tainted: false,
  sandbox: { mode: 'non-main', available: false },
  exec: { mode: 'ask', allow: ['ls', 'cat notes.md', 'git status', 'npm test'] },
  hostGuard: true,
  grants: [],
} satisfies Partial<PolicyQuestion>

/** The policy over what the machine says of a call. */
async function decide(tool: string, raw: unknown, find = findFacts): Promise<PolicyAnswer> {
  const input = findTool(tool)?.input.parse(raw)
  return decideTool({ ...base, tool, input, ...(await find(tool, input)) })
}

const commands = BYPASSES.filter((argv) => argv.length > 0)
async function listUnasked(find: typeof findFacts): Promise<(readonly string[])[]> {
  const answers = await Promise.all(
    commands.map(async (argv) => (await decide('exec', { argv }, find)).decision),
  )
  return commands.filter((_, index) => answers[index] === 'allow')
}

describe(`commands that pretend to look (F9, F10: ${commands.length} of them)`, () => {
  test('all ask', async () => {
    expect(commands.length).toBeGreaterThan(300)
    expect(await listUnasked(findFacts)).toEqual([])
  })

  test('nothing is lost on what really looks', async () => {
    for (const argv of [
      ['ls'],
      ['cat', 'notes.md'],
      ['grep', '-rn', 'x', 'sub'],
      ['git', 'status'],
      ['ls', 'loop'],
    ]) {
      expect([argv, (await decide('exec', { argv })).decision]).toEqual([argv, 'allow'])
    }
  })

  test.each<[string, typeof findFacts]>([
    ['looks at the first word only', async () => ({ looksInside: true })],
    [
      'takes options for harmless',
      async (_tool, input) => {
        const [program = '', ...words] = (input as { argv: string[] }).argv
        return {
          looksInside:
            listLookedAt([program, ...words.filter((word) => !word.startsWith('-'))]) !== undefined,
        }
      },
    ],
    [
      'joins paths and follows no link',
      async (_tool, input) => {
        const paths = listLookedAt((input as { argv: string[] }).argv)
        return {
          looksInside: paths?.every((path) => resolve(workspace, path).startsWith(workspace)) ?? false,
        }
      },
    ],
    [
      'refuses dots and forgets absolute paths',
      async (_tool, input) => ({
        looksInside:
          listLookedAt((input as { argv: string[] }).argv)?.every((path) => !path.includes('..')) ?? false,
      }),
    ],
  ])('a resolver that %s is found out (planted bug)', async (_bug, find) => {
    expect((await listUnasked(find)).length).toBeGreaterThan(0)
  })
})

describe('what leads out of the workspace', () => {
  test.each(['read', 'list', 'search', 'write', 'edit'])('F1 F2: %s asks, or is closed', async (tool) => {
    const more = { pattern: 'x', content: '', oldText: 'a', newText: 'b' }
    const paths: [string, string][] = [
      ['../outside.txt', 'ask'],
      ['door/outside.txt', 'ask'],
      ['sub/door', 'ask'],
      ['/etc/hosts', 'ask'],
      ['/proc/self/environ', 'deny'],
      ['/proc/1/root/etc/shadow', 'deny'],
      ['/dev/sda', 'deny'],
      ['/run/docker.sock', 'deny'],
      ['../state/gateway.token', 'deny'],
      ['door/state', 'deny'],
      ['sub/new/file.txt', 'allow'],
      ['loop/x', 'allow'],
      [workspace, 'allow'],
    ]
    for (const [path, decision] of paths) {
      expect([path, (await decide(tool, { path, ...more })).decision]).toEqual([path, decision])
    }
  })
})

test(`${ERRANDS.length} errands of a usual day: nine of ten need one answer at most`, async () => {
  expect(ERRANDS.length).toBeGreaterThanOrEqual(100)
  const counted = await Promise.all(
    ERRANDS.map(async ([words, calls]) => {
      const answers = await Promise.all(calls.map(([tool, input]) => decide(tool, input)))
      expect([words, answers.filter(({ decision }) => decision === 'deny')]).toEqual([words, []])
      return { words, asks: answers.filter(({ decision }) => decision === 'ask').length }
    }),
  )
  const many = counted.filter(({ asks }) => asks > 1)
  expect(many.length / counted.length, JSON.stringify(many)).toBeLessThanOrEqual(0.1)
  // Without the commands that only look it would be fewer.
  expect(counted.filter(({ asks }) => asks === 0).length).toBeGreaterThan(55)
})
