import { createExporter, type ExportFormat } from '#protocol/chat/export.ts'
import { AppError } from '#protocol/errors.ts'
import { type ChatMessage, chatMessage } from '#protocol/messages.ts'
import { CliError } from '../cli-error.ts'
import type { CommandContext } from '../context.ts'
import { findSession, nameSession } from '../find-session.ts'
import { writeNewFile } from '../records/new-file.ts'
import { printTable } from '../table.ts'
import { formatTime, paint, printable, printJson } from '../terminal.ts'

const PAGE = 100

/** `openclaw sessions list [--archived]` */
export async function listSessions(context: CommandContext, options: { archived: boolean }): Promise<void> {
  const { client, terminal, json } = context
  const { sessions } = await client.request('sessions.list', { archived: options.archived })
  if (json) return printJson(terminal, sessions)
  // Nobody has to read of assistants who has only one.
  const areSeveral = sessions.some(({ agent }) => agent !== 'main')
  const assistant = <T>(cell: T): T[] => (areSeveral ? [cell] : [])
  printTable(terminal.out, ['id', 'last active', 'trusted', ...assistant('assistant'), 'title'], {
    rows: sessions.map((session) => [
      session.id,
      formatTime(session.updatedAt),
      session.trusted ? 'yes' : 'no',
      ...assistant(session.agent),
      nameSession(session),
    ]),
    none: options.archived ? 'None was put away.' : 'There is no conversation yet.',
  })
}

/** `openclaw sessions show <session> [--limit n]`: its last messages, as markdown. */
export async function showSession(
  context: CommandContext,
  options: { session: string; limit: number },
): Promise<void> {
  const { client, terminal, json } = context
  const session = await findSession(client, options.session)
  const history = await client.request('chat.history', { sessionId: session.id, limit: options.limit })
  if (json) return printJson(terminal, { session, messages: history.messages })
  const exporter = createExporter(session, 'markdown')
  terminal.out.write(
    printable(
      exporter.begin() +
        history.messages.map((message) => exporter.message(chatMessage.parse(message))).join(''),
    ),
  )
}

/** `openclaw sessions search <words…> [--session id]`: what matches stands out. */
export async function searchSessions(
  context: CommandContext,
  options: { query: string; session: string | undefined; limit: number },
): Promise<void> {
  const { client, terminal, json } = context
  const sessionId = options.session && (await findSession(client, options.session)).id
  const { hits } = await client.request('search.messages', {
    query: options.query,
    limit: options.limit,
    ...(sessionId ? { sessionId } : {}),
  })
  if (json) return printJson(terminal, hits)
  const { out } = terminal
  if (hits.length === 0) out.write('Nothing was found.\n')
  for (const { sessionTitle, sessionId: id, role, createdAt, snippet, ranges } of hits) {
    out.write(
      `${paint(out, 'bold', printable(sessionTitle || id))}  ${paint(out, 'dim', `${role}, ${formatTime(createdAt)}`)}\n`,
    )
    let at = 0
    const pieces = ranges.map(([start, end]) => {
      const piece =
        printable(snippet.slice(at, start)) + paint(out, 'yellow', printable(snippet.slice(start, end)))
      at = end
      return piece
    })
    out.write(`  ${pieces.join('')}${printable(snippet.slice(at))}\n`)
  }
}

/** `openclaw sessions delete <session> --yes`: for good; says which backups still hold it. */
export async function deleteSession(
  context: CommandContext,
  options: { session: string; yes: boolean },
): Promise<void> {
  const { client, terminal, json } = context
  const session = await findSession(client, options.session)
  if (!options.yes) {
    throw new CliError(
      `This deletes "${printable(nameSession(session))}" for good. If you mean it, run it again with --yes.`,
    )
  }
  const gone = await client.request('sessions.delete', { sessionId: session.id })
  if (json) return printJson(terminal, gone)
  terminal.out.write(`Deleted: ${gone.messages} messages, ${gone.memories} memories, ${gone.files} files.\n`)
  if (gone.backups.length > 0) terminal.out.write(`These backups still hold it: ${gone.backups.join(', ')}\n`)
}

/** `openclaw sessions export <session>`: reads in pages, so that no conversation is too large. */
export async function exportSession(
  context: CommandContext,
  options: { session: string; format: string; out: string | undefined },
): Promise<void> {
  const { client, terminal, json } = context
  const session = await findSession(client, options.session)
  const exporter = createExporter(session, parseFormat(options.format))
  const messages = await readMessages(context, session.id)
  const pieces = [exporter.begin(), ...messages.map(exporter.message), exporter.end()]
  if (options.out === undefined) {
    for (const piece of pieces) terminal.out.write(options.format === 'json' ? piece : printable(piece))
    return
  }
  writeNewFile(options.out, pieces.join(''))
  if (json) return printJson(terminal, { file: options.out, messages: messages.length })
  terminal.notes.write(`${messages.length} messages written to ${options.out}\n`)
}

function parseFormat(text: string): ExportFormat {
  if (text === 'markdown' || text === 'json') return text
  throw new CliError(`"${text}" is no format; use markdown or json.`)
}

/** Oldest first. A page that is too large for one answer is asked for in smaller ones. */
async function readMessages({ client }: CommandContext, sessionId: string): Promise<ChatMessage[]> {
  const pages: ChatMessage[][] = []
  let limit = PAGE
  let before: string | undefined
  for (;;) {
    try {
      const position = before === undefined ? {} : { before }
      const page = await client.request('chat.history', { sessionId, limit, ...position })
      pages.unshift(page.messages.map((message) => chatMessage.parse(message)))
      before = page.messages[0]?.id
      if (!page.hasMore || before === undefined) return pages.flat()
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'too_large' && limit > 1)) throw error
      limit = Math.ceil(limit / 4)
    }
  }
}
