import { styleText } from 'node:util'

export interface ScreenFacts {
  readonly version: string
  readonly port: number
  readonly home: string
  readonly model: string
  /** A fresh one-time link, or undefined where what is printed may be kept (a service's log). */
  readonly link: string | undefined
  readonly problems: readonly string[]
  /** What works in this checkout in the place of `openclaw`. */
  readonly command: string
}

const connect = (command: string): string[] => [
  'No language model is connected; the built-in one knows a few commands.',
  'Connect a real one: paste a key under Models in the panel, or run',
  `${command} models key anthropic`,
  '(or openai, google, alibaba, deepseek); or start Ollama on this machine.',
]

/** What the person who started the gateway sees: one link, the model, and what to do next. */
export function startScreen(facts: ScreenFacts, stream: NodeJS.WritableStream): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    styleText(style, text, { stream, validateStream: true })
  const { link, command } = facts
  const sections: [string, string[]][] = [
    link
      ? [
          'Open',
          [
            paint(['cyan', 'bold'], link),
            paint('dim', `works once, for 10 minutes; a fresh one: ${command} open`),
          ],
        ]
      : [
          'Open',
          [`${command} open`, paint('dim', `prints a sign-in link for http://localhost:${facts.port}`)],
        ],
    ['Model', facts.model === 'builtin:offline' ? [facts.model, ...connect(command)] : [facts.model]],
    ['Home', [facts.home]],
    ['Status', [`${command} status`]],
    ['Stop', ['Ctrl+C']],
  ]
  const lines = sections.flatMap(([label, texts]) =>
    texts.map((text, index) => `  ${paint('dim', (index === 0 ? label : '').padEnd(8))} ${text}`),
  )
  const warnings = facts.problems.map((problem) => `  ${paint('yellow', '!')} ${problem}`)
  return [
    '',
    `  ${paint('bold', `OpenClaw ${facts.version}`)} is ready`,
    '',
    ...lines,
    ...warnings,
    '',
    '',
  ].join('\n')
}
