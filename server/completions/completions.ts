import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Principal } from '#protocol/access/principal.ts'
import { AppError, type ErrorShape, toAppError } from '#protocol/errors.ts'
import type { InboundMessage } from '../channels/channel.ts'
import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import type { Log } from '../log.ts'
import type { Models } from '../models/models.ts'
import { isGone, sendJson } from '../respond.ts'
import type { Answers } from './answers.ts'
import { followRun, type RunOutcome } from './follow.ts'
import { completion, errorReply } from './replies.ts'
import { type Asked, OWN_MODEL, readRequest } from './request.ts'
import { openStream } from './stream.ts'

/** The body holds whole conversations; this is the guard's own limit for one. */
const BODY_LIMIT = 8 * 1024 * 1024

const WAITS =
  'The assistant stopped here: it needs the approval of its owner for its next step. It goes on in its own conversation when the owner has answered in the control panel.'
const STOPPED = '(This answer was stopped.)'

export interface CompletionsDeps {
  readonly clock: Clock
  readonly events: Events
  readonly log: Pick<Log, 'error'>
  readonly models: Pick<Models, 'direct' | 'isModel' | 'list'>
  /** Stores the message; rejects where it could not be. */
  readonly submit: (message: InboundMessage) => Promise<void>
  readonly answers: Answers
}

/** One request below `/v1/`. */
export interface ApiCall {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** Who it is by our own record. Throws `too_many` for a guesser. */
  identify(): { principal: Principal; kind: 'browser' | 'token' } | undefined
  readJson(limit: number): Promise<unknown>
}

/**
 * The part of OpenAI's API that chat clients use. Every token and every `user` has an untrusted
 * conversation of its own, and its messages take the same way in as everybody's.
 */
export function createCompletions(deps: CompletionsDeps): (call: ApiCall) => Promise<void> {
  const { clock, models } = deps

  return async (call) => {
    const { request, response } = call
    try {
      const { credentialId } = requireToken(call)
      const path = (request.url ?? '').split('?', 1)[0] ?? ''
      if (request.method === 'GET' && path === '/v1/models') return sendJson(response, 200, listModels())
      if (request.method === 'GET' && path.startsWith('/v1/models/')) {
        return sendJson(response, 200, describeModel(decodeName(path.slice('/v1/models/'.length))))
      }
      if (request.method !== 'POST' || path !== '/v1/chat/completions') {
        throw new AppError(
          'not_found',
          'There are GET /v1/models and POST /v1/chat/completions here, and nothing else of the API.',
        )
      }
      await complete(call, credentialId, readRequest(await call.readJson(BODY_LIMIT)))
    } catch (cause) {
      if (isGone(request, cause)) return
      const error = toAppError(cause)
      if (error.code === 'internal') deps.log.error('A request to the API failed', { error: cause })
      fail(response, error.toShape())
    }
  }

  function findModel(name: string): string | undefined {
    return models.isModel(name) ? models.direct(name).reference : undefined
  }

  function listModels() {
    const ready = models.list().models.filter((model) => model.ready)
    return { object: 'list', data: [OWN_MODEL, ...ready.map((model) => model.reference)].map(modelEntry) }
  }

  function describeModel(name: string) {
    const reference = name === OWN_MODEL ? OWN_MODEL : findModel(name)
    if (reference === undefined) throw unknownModel(name)
    return modelEntry(reference)
  }

  async function complete({ request, response }: ApiCall, credentialId: string, asked: Asked): Promise<void> {
    const key = request.headers['idempotency-key']
    const name = typeof key === 'string' && key !== '' ? key.slice(0, 256) : randomUUID()
    const event = { channel: 'api', account: 'default', eventId: `${credentialId} ${name}` }
    const isRepeat = deps.answers.find(event) !== undefined
    if (!isRepeat) await deps.submit(messageOf(event, credentialId, asked))
    const run = deps.answers.find(event)
    if (!run) throw new AppError('conflict', 'This request was sent before, and its conversation is deleted.')

    const writer = asked.stream ? openStream(response, clock, headOf(run.runId, asked.model)) : undefined
    const follow = followRun(deps.events, run, (text) => {
      if (!isRepeat) writer?.text(text)
    })
    if (run.outcome) follow.end(run.outcome)
    const leave = () => {
      follow.end({ status: 'stopped' })
      deps.answers.stop(run).catch((error: unknown) => {
        deps.log.error('An answer that nobody waits for could not be stopped', { error })
      })
    }
    if (response.destroyed) return leave()
    response.once('close', leave)
    const outcome = await follow.outcome
    response.off('close', leave)
    if (response.destroyed) return
    const answer = deps.answers.get(run.runId)
    if (outcome.status === 'failed' || outcome.status === 'interrupted') {
      const error = outcome.error ?? new AppError('run_interrupted', 'The answer was interrupted.').toShape()
      return writer ? writer.fail(error) : fail(response, error)
    }
    const text = [answer.text, ...notes(outcome)].filter((part) => part !== '').join('\n\n')
    if (writer) return writer.end(text, asked.withUsage ? answer.usage : undefined)
    sendJson(response, 200, completion(headOf(run.runId, answer.model || asked.model), text, answer.usage))
  }

  function messageOf(
    event: { channel: string; account: string; eventId: string },
    credentialId: string,
    asked: Asked,
  ): InboundMessage {
    const model = asked.model === OWN_MODEL ? undefined : findModel(asked.model)
    if (model === undefined && asked.model !== OWN_MODEL) throw unknownModel(asked.model)
    return {
      ...event,
      messageId: event.eventId,
      chatId: asked.user,
      chatKind: 'direct',
      senderId: credentialId,
      senderName: asked.fresh ? 'API' : asked.user,
      text: asked.text,
      mode: 'follow-up',
      fresh: asked.fresh,
      ...(model === undefined ? {} : { model }),
    }
  }

  function headOf(runId: string, model: string) {
    return { id: `chatcmpl-${runId}`, created: Math.floor(clock.now() / 1000), model }
  }
}

function requireToken(call: ApiCall): Principal {
  const identity = call.identify()
  if (identity?.kind !== 'token') {
    throw new AppError(
      'unauthenticated',
      'Send an API token as "Authorization: Bearer oc_…". Make one with: openclaw tokens create <name> --scope api',
    )
  }
  const { scopes } = identity.principal
  if (!scopes.includes('api') && !scopes.includes('chat')) {
    throw new AppError('forbidden', 'This token may not be used here: it lacks the scope "api".')
  }
  return identity.principal
}

function notes({ status }: RunOutcome): string[] {
  if (status === 'waiting') return [WAITS]
  return status === 'stopped' ? [STOPPED] : []
}

/** What is no UTF-8 names no model. */
function decodeName(encoded: string): string {
  try {
    return decodeURIComponent(encoded)
  } catch (cause) {
    throw unknownModel(encoded, cause)
  }
}

const modelEntry = (id: string) => ({ id, object: 'model', created: 0, owned_by: 'openclaw' })

const unknownModel = (name: string, cause?: unknown): AppError =>
  new AppError(
    'unknown_model',
    `There is no model ${JSON.stringify(name.slice(0, 100))}. Use "${OWN_MODEL}" or one of GET /v1/models.`,
    { cause },
  )

/** OpenAI's clients try again by themselves unless they are told not to; a second try would be a second turn. */
function fail(response: ServerResponse, error: ErrorShape): void {
  if (response.headersSent) return void response.destroy()
  const { status, body } = errorReply(error)
  response.setHeader('x-should-retry', error.code === 'too_many' ? 'true' : 'false')
  if (error.retryAfterMs !== undefined) {
    response.setHeader('retry-after', Math.max(1, Math.ceil(error.retryAfterMs / 1000)))
  }
  sendJson(response, status, body)
}
