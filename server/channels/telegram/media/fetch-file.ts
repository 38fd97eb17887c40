import { AppError } from '#protocol/errors.ts'
import type { FetchedFile } from '../../channel.ts'
import type { TelegramClient } from '../client.ts'
import { readFailure } from '../failure.ts'

/** How long Telegram may take to say where a file is, in milliseconds. */
const ASK_MS = 20_000
/** Paths that the Bot API server gives out; one on a disk of its own machine (`--local`) is not for us. */
const FILE_PATH = /^(?!\/)(?!.*\.\.)[\w./-]{1,300}$/

/**
 * Opens a file of a message. Nothing that is thrown holds the address, which has the token in it. Rejects with
 * `not_found` or `too_large` where Telegram will never hand it out, else with `channel_unavailable`.
 */
export async function fetchFile(
  bot: { client: TelegramClient; token: string; apiRoot: string },
  handle: string,
  signal: AbortSignal,
): Promise<FetchedFile> {
  const path = await findPath(bot.client, handle)
  const response = await open(`${bot.apiRoot}/file/bot${bot.token}/${path}`, signal)
  if (!response.ok || !response.body) {
    await response.body?.cancel().catch(() => undefined)
    if (response.status === 404) throw gone()
    throw unavailable(`Telegram did not hand the file over (${response.status}).`)
  }
  const size = Number(response.headers.get('content-length') ?? 0)
  return { bytes: readBody(response.body), ...(size > 0 ? { size } : {}) }
}

async function findPath(client: TelegramClient, handle: string): Promise<string> {
  try {
    const { file_path: path = '' } = await client.ask(ASK_MS, (api, signal) => api.getFile(handle, signal))
    if (!FILE_PATH.test(path)) throw gone()
    return path
  } catch (thrown) {
    throw explain(thrown)
  }
}

function explain(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  const failure = readFailure(thrown)
  if (failure.kind === 'busy') {
    return new AppError('channel_unavailable', 'Telegram asks to be slower.', {
      retryAfterMs: failure.retryAfterMs,
    })
  }
  if (failure.kind !== 'refused') {
    return unavailable('reason' in failure ? failure.reason : 'Telegram can not be asked now.')
  }
  if (!/file is too big/i.test(failure.reason)) return gone()
  return new AppError('too_large', 'Telegram hands out no file of more than 20 MB to a bot.')
}

async function open(address: string, signal: AbortSignal): Promise<Response> {
  return fetch(address, { signal, redirect: 'error' }).catch(() => {
    throw unavailable('The connection to Telegram broke.')
  })
}

async function* readBody(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader()
  try {
    for (;;) {
      const piece = await reader.read().catch(() => {
        throw unavailable('The connection to Telegram broke in the middle of the file.')
      })
      if (piece.done) return
      yield piece.value
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

const gone = (): AppError => new AppError('not_found', 'Telegram does not have this file any more.')
const unavailable = (message: string): AppError => new AppError('channel_unavailable', message)
