import { describeInput } from '#protocol/access/describe-call.ts'
import { CliError } from '../cli-error.ts'
import type { CommandContext } from '../context.ts'
import { findSession, nameSession } from '../find-session.ts'
import { oneLine } from '../table.ts'
import { paint, printJson } from '../terminal.ts'

const VERDICTS = { allow: 'is allowed', ask: 'asks you first', deny: 'is refused' } as const
const COLOURS = { allow: 'green', ask: 'yellow', deny: 'red' } as const

/** `openclaw why <tool> [input…]`: the very answer that the gateway would act on. */
export async function whyTool(
  { client, terminal, json }: CommandContext,
  question: { tool: string; input: readonly string[]; session: string | undefined },
): Promise<void> {
  const session = await findSession(client, question.session ?? 'main')
  const input = readInput(question.tool, question.input)
  const answer = await client.request('policy.explain', { sessionId: session.id, tool: question.tool, input })
  if (json) return printJson(terminal, answer)
  const { out } = terminal
  const verdict = paint(out, COLOURS[answer.decision], VERDICTS[answer.decision])
  out.write(`${describeInput(question.tool, input)} ${verdict} in "${oneLine(nameSession(session))}".\n`)
  out.write(`${answer.reason}\n`)
  out.write(`${paint(out, 'dim', `rule: ${answer.rule}`)}\n`)
}

/** A command's words, a path, or the whole input as JSON. */
function readInput(tool: string, words: readonly string[]): unknown {
  const [first = ''] = words
  if (first.startsWith('{')) return parseJson(words.join(' '))
  if (tool === 'exec') return { argv: words }
  if (tool === 'write') return { path: first, content: words.slice(1).join(' ') }
  if (tool === 'edit') return { path: first, oldText: 'before', newText: 'after' }
  return words.length === 0 ? {} : { path: first }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new CliError(`The input is not JSON. Write it like: openclaw why read '{"path":"notes.md"}'`, {
      cause,
    })
  }
}
