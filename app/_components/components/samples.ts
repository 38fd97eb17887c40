import type { Approval } from '#protocol/access/approvals.ts'
import type { ToolCall, ToolState } from '../tools/tool-call.ts'

/** What the parts are shown with. Nobody but developers reads it, so that it is in no catalogue. */
export const SAMPLES = {
  title: 'A title',
  hint: 'A line about what that means.',
  sentence: 'The quick brown fox jumps over the lazy dog. 敏捷的棕色狐狸跳过懒狗。',
  name: 'A name',
  value: 'A value',
}

const HOUR_MS = 3_600_000

const waiting: Approval = {
  id: 'sample',
  sessionId: 's',
  runId: 'r',
  toolCallId: 'c',
  kind: 'tool',
  question: null,
  choices: [],
  choice: null,
  binding: {
    directory: '/home/sam/.openclaw/workspace',
    program: { path: '/usr/bin/bash', sha256: '3f1c0a5d9e27b846'.repeat(4) },
    scripts: [{ path: '/home/sam/.openclaw/workspace/tidy.sh', sha256: 'b8a1f6027c3d594e'.repeat(4) }],
    environment: '07e2c94a51db836f'.repeat(4),
    variables: ['HOME', 'LANG', 'PATH', 'TERM'],
  },
  outside: null,
  typesInto: null,
  tool: 'exec',
  // The last word has a Cyrillic letter and signs that turn the writing direction.
  input: {
    argv: ['bash', 'tidy.sh', '--all   files', 'g\u0456t\u202E'],
    timeoutMs: 90_000,
    background: true,
  },
  rule: 'exec-ask',
  reason: '',
  canBeAlways: true,
  createdAt: 0,
  expiresAt: HOUR_MS,
  status: 'pending',
  decision: null,
}

const question: Approval = {
  ...waiting,
  id: 'question',
  kind: 'question',
  tool: 'ask',
  binding: null,
  question: 'Tea or coffee?',
  choices: ['Tea', 'Coffee', 'Neither of them, for a reason that takes some words'],
}

/** What waits for the owner. */
export const WAITING = [
  waiting,
  { ...waiting, id: 'other', tool: 'write', binding: null, outside: '/etc/hosts', input: { path: 'hosts' } },
  question,
] satisfies Approval[]

/** How it can end. */
export const ENDED = [
  { ...waiting, id: 'allowed', status: 'allowed', decision: 'allow-once' },
  { ...waiting, id: 'always', status: 'allowed', decision: 'always' },
  { ...waiting, id: 'denied', status: 'denied', decision: 'deny' },
  { ...waiting, id: 'expired', status: 'expired', decision: 'deny' },
  { ...waiting, id: 'cancelled', status: 'cancelled' },
  { ...question, id: 'answered', status: 'allowed', decision: 'answer', choice: 'Tea' },
] satisfies Approval[]

const command = { argv: ['git', 'status'] }
const output = {
  exitCode: 1,
  signal: null,
  stdout: 'On branch main\n',
  stderr: 'fatal: not a git repository\n',
  truncated: false,
  timedOut: false,
  durationMs: 1_240,
}

const STATES: readonly [ToolState, Partial<ToolCall>][] = [
  ['preparing', { input: undefined }],
  ['running', { live: { stdout: 'On branch main\n', stderr: '' } }],
  ['waiting', {}],
  ['done', { name: 'read', input: { path: 'notes/today.md' }, durationMs: 340 }],
  ['denied', { errorText: 'Someone other than you asks for a tool on this machine.' }],
  ['failed', { output, durationMs: output.durationMs }],
  ['stopped', { errorText: 'stopped' }],
  ['uncertain', { errorText: 'interrupted' }],
]

/** A call in each state. */
export const CALLS: readonly ToolCall[] = STATES.map(([state, fields]) => ({
  id: state,
  name: 'exec',
  state,
  input: command,
  output: undefined,
  errorText: undefined,
  live: undefined,
  durationMs: undefined,
  ...fields,
}))
