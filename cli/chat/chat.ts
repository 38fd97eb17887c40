import { randomUUID } from 'node:crypto'
import { text as readText } from 'node:stream/consumers'
import { type SessionEvent, sessionEvent } from '#protocol/run-events.ts'
import { CliError } from '../cli-error.ts'
import type { CommandContext } from '../context.ts'
import { printJson } from '../terminal.ts'
import { createApprovalDesk } from './approval-desk.ts'
import { type Place, pickSession } from './pick-session.ts'
import { createTranscript } from './transcript.ts'

type RunEnd = Extract<SessionEvent, { type: 'run-end' }>

/** `openclaw chat "…"`: sends one message and follows its answer to the end. */
export async function chat(
  context: CommandContext,
  request: Place & { text: string; attach?: readonly string[] },
): Promise<void> {
  const { client, terminal, json } = context
  const text = request.text === '-' ? await readText(process.stdin) : request.text
  const sessionId = await pickSession(client, request)
  const end = Promise.withResolvers<RunEnd>()
  const transcript = createTranscript(terminal)
  const desk = createApprovalDesk(context, transcript)
  const early: SessionEvent[] = []
  let runId: string | undefined

  const show = (event: SessionEvent): void => {
    if (runIdOf(event) !== runId) return
    if (json) printJson(terminal, event)
    else transcript.show(event)
    if (event.type === 'approval-request' && !json) desk.ask(event.approval)
    if (event.type === 'run-end') end.resolve(event)
  }
  await client.subscribe(`session:${sessionId}`, (raw) => {
    const event = sessionEvent.parse(raw)
    if (event.type === 'approval-resolved') desk.settle(event.approvalId)
    if (runId === undefined) early.push(event)
    else show(event)
  })

  const attachments = await Promise.all((request.attach ?? []).map((file) => client.upload(file)))
  const stopped = onInterrupt(() => client.request('chat.stop', { sessionId }))
  const sent = await client.request('chat.send', {
    sessionId,
    text,
    idempotencyKey: randomUUID(),
    ...(attachments.length > 0 ? { attachments: attachments.map(({ mediaId }) => ({ mediaId })) } : {}),
  })
  runId = sent.runId
  for (const event of early) show(event)
  if (sent.disposition === 'queued' && !json) transcript.note('Waiting for the answer before this one …')

  const ended = await Promise.race([end.promise, client.lost])
  await stopped.release()
  transcript.release()
  transcript.flush()
  if (stopped.happened()) throw new CliError('Stopped.', { reason: 'interrupted' })
  if (ended.status !== 'completed') {
    throw new CliError(ended.error?.message ?? `The answer ended early: ${ended.status}.`)
  }
}

function runIdOf(event: SessionEvent): string | undefined {
  if (event.type === 'approval-request') return event.approval.runId
  return 'runId' in event ? event.runId : undefined
}

/** The first Ctrl-C stops the answer, the second one leaves at once. `release` waits until the gateway has heard of it. */
function onInterrupt(stop: () => Promise<unknown>): { happened(): boolean; release(): Promise<void> } {
  let count = 0
  let asked: Promise<unknown> | undefined
  const listener = (): void => {
    count++
    if (count > 1) process.exit(130)
    // Where it fails the end of the answer, or of the connection, tells what became of it.
    asked = stop().catch(() => undefined)
  }
  process.on('SIGINT', listener)
  return {
    happened: () => count > 0,
    async release() {
      process.off('SIGINT', listener)
      await asked
    },
  }
}
