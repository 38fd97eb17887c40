import { approvalOf } from '#testing/approval.ts'
import { PAYLOADS } from '#testing/hostile/payloads.ts'
import type { Changes } from './answers.ts'

/** Where a text of somebody else stands in the panel, each with the letter that its marks begin with. */
const PLACES = {
  a: 'words of the owner',
  b: 'words of the model',
  c: 'the name of a file',
  d: 'what a tool printed',
  e: 'the title of a conversation',
  f: 'the name of a stranger',
  g: 'a word of a command that waits',
  h: 'a question of the assistant',
  i: 'an answer on offer',
  j: 'what a browser says it is (User-Agent)',
  k: 'the name of a token',
  l: 'the name of a person',
  m: 'the name of a group',
  n: 'the name of a model',
  o: 'the reason of a channel’s trouble',
  p: 'a problem of the configuration',
  q: 'words that were searched for',
  r: 'why an answer failed',
} as const
export type Place = keyof typeof PLACES

const NOW = 1_700_000_000_000

/** One thing for each payload, of which `text` gives what it holds at a place. */
const each = <T>(make: (text: (place: Place) => string, number: number) => T): T[] =>
  PAYLOADS.map(({ number, mark, body }) => make((place) => `${place}${mark} ${body}`, number))

const approval = (number: number) =>
  approvalOf({
    id: `approval-${number}`,
    toolCallId: `c-${number}`,
    createdAt: NOW,
    expiresAt: NOW * 2,
  })

/** Twenty conversations deep, of everything at once. */
const messages = () => [
  ...PAYLOADS.flatMap(({ number, mark, body }) => [
    {
      id: `user-${number}`,
      role: 'user',
      parts: [
        { type: 'text', text: `a${mark} ${body}` },
        {
          type: 'data-attachment',
          data: {
            mediaId: `m-${number}`,
            name: `c${mark} ${body}`,
            type: 'text/html',
            bytes: 1,
            state: 'ready',
          },
        },
      ],
      metadata: { createdAt: NOW, runId: `run-${number}` },
    },
    {
      id: `assistant-${number}`,
      role: 'assistant',
      // Apart, so that its first sign begins a block.
      parts: [{ type: 'text', text: `b${mark}\n\n${body}` }],
      metadata: {
        createdAt: NOW,
        runId: `run-${number}`,
        status: 'failed',
        error: { code: 'internal', message: `r${mark} ${body}`, retryable: false },
      },
    },
  ]),
  {
    id: 'tools',
    role: 'assistant',
    parts: [
      {
        type: 'tool-exec',
        toolCallId: 'printed',
        state: 'output-available',
        input: { argv: ['cat', 'mail'] },
        output: {
          exitCode: 0,
          signal: null,
          stdout: each((text) => text('d')).join('\n'),
          stderr: '',
          truncated: false,
          timedOut: false,
          durationMs: 1,
        },
      },
    ],
    metadata: { createdAt: NOW, status: 'completed' },
  },
]

/** What a gateway would say that hides nothing of what strangers, models and files put into it. */
export const HOSTILE_ANSWERS: Changes = {
  'chat.history': (real: object) => ({ ...real, messages: messages(), hasMore: false }),
  'sessions.list': ({ sessions }: { sessions: { key: string }[] }) => {
    const main = sessions.find(({ key }) => key.endsWith(':main'))
    const others = each((text, number) => ({
      ...main,
      id: `s-${number}`,
      key: `agent:main:web:${number}`,
      title: text('e'),
    }))
    return { sessions: [main, ...others] }
  },
  'pairing.list': (real: object) => ({
    ...real,
    requests: each((text, number) => ({
      pairingId: `p-${number}`,
      kind: 'person',
      channel: 'telegram',
      account: 'default',
      senderId: `${number}`,
      name: text('f'),
      warning: 'look-alike',
      lookAlike: text('f'),
      code: '123456',
      createdAt: NOW,
      expiresAt: NOW * 2,
    })),
  }),
  'approvals.list': () => ({
    approvals: [
      ...each((text, number) => ({
        ...approval(number),
        input: { argv: ['echo', text('g')], cwd: text('g') },
        binding: {
          directory: text('g'),
          program: { path: text('g'), sha256: '' },
          scripts: [{ path: text('g'), sha256: '' }],
          environment: '',
          variables: [text('g')],
        },
        outside: text('g'),
        reason: text('g'),
      })),
      ...each((text, number) => ({
        ...approval(1_000 + number),
        kind: 'question',
        tool: 'ask',
        question: text('h'),
        choices: [text('i'), 'no'],
        input: {},
      })),
    ],
  }),
  'devices.list': ({ devices: [real] }: { devices: object[] }) => ({
    devices: each((text, number) => ({ ...real, id: `d-${number}`, name: text('j'), current: false })),
  }),
  'tokens.list': () => ({
    tokens: each((text, number) => ({
      id: `t-${number}`,
      name: text('k'),
      scopes: ['read'],
      createdAt: NOW,
      lastUsedAt: null,
      expiresAt: null,
    })),
  }),
  'contacts.list': () => {
    const at = { channel: 'telegram', account: 'default', createdAt: NOW }
    return {
      contacts: each((text, number) => ({ ...at, senderId: `${number}`, kind: 'guest', name: text('l') })),
      groups: each((text, number) => ({ ...at, chatId: `${number}`, name: text('m') })),
    }
  },
  'models.list': ({ models: [model], providers, ...real }: { models: object[]; providers: object[] }) => ({
    ...real,
    providers,
    warnings: each((text) => text('n')),
    models: each((text) => ({ ...model, ready: false, reference: text('n'), problem: text('n') })),
  }),
  'channels.list': ({ channels: [real] }: { channels: object[] }) => ({
    channels: each((text, number) => ({
      ...real,
      name: 'telegram',
      account: `a-${number}`,
      heardAt: null,
      dmPolicy: 'pairing',
      state: 'degraded',
      reason: text('o'),
      fix: text('o'),
      code: null,
      tokenAt: 'channels.telegram.token',
      address: { name: text('o'), url: PAYLOADS[number]?.body ?? '' },
    })),
  }),
  'status.get': (real: object) => ({
    ...real,
    config: { ok: false, findings: each((text) => ({ kind: 'unknown', path: [text('p')] })) },
  }),
  'search.messages': () => ({
    hits: each((text, number) => ({
      messageId: `user-${number}`,
      sessionId: 's',
      sessionTitle: text('q'),
      role: 'user',
      createdAt: NOW,
      snippet: text('q'),
      ranges: [[0, 3]],
    })),
  }),
}
