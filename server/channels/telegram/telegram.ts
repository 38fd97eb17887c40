import type { Update } from 'grammy/types'
import { AppError, toAppError } from '#protocol/errors.ts'
import type { Clock } from '../../clock.ts'
import type { Log } from '../../log.ts'
import {
  type Capabilities,
  type Channel,
  type ChannelAddress,
  type ChannelState,
  type InboundMessage,
  type ReceivePress,
  type ReceiveTitle,
  TEXT_ONLY,
} from '../channel.ts'
import { type Connection, openConnection } from './link/connection.ts'
import { missingHost, missingToken, NotStored } from './link/trouble.ts'
import { fetchFile } from './media/fetch-file.ts'
import { sendFile } from './media/send-file.ts'
import { createMenu, type Owners } from './menu.ts'
import { createPreviews } from './preview.ts'
import { readPress } from './read-press.ts'
import { readTitle } from './read-title.ts'
import { type Bot, findNewGroup, readUpdate } from './read-update.ts'
import { sendMessage } from './send.ts'

/** Telegram takes 4,096 characters after formatting; the rest is room for what formatting adds. */
const TEXT_LIMIT = 4_000
/** Most characters of the notice that answers a press (core.telegram.org/bots/api, answerCallbackQuery). */
const NOTICE_LIMIT = 200
/** How long Telegram keeps updates that nobody read (core.telegram.org/bots/api, getting updates). */
const KEEPS_MS = 24 * 60 * 60_000
/** How long that is tried, in milliseconds: Telegram itself stops waiting soon. */
const ANSWER_MS = 5_000

const CAPABILITIES: Capabilities = {
  ...TEXT_ONLY,
  edit: true,
  buttons: true,
  typing: true,
  drafts: true,
  threads: true,
  media: true,
}

export interface TelegramAccount {
  readonly account: string
  /** Absent: the channel says that it is missing, and does nothing. */
  readonly token?: string | undefined
  /** The Bot API server, without a slash at the end. */
  readonly apiRoot: string
  /** How a token is set: the end of a sentence that asks for one. */
  readonly setting: string
  /** How updates come: asked for, the default, or by calls to `url`. `setting` names what chose the latter. */
  readonly mode?:
    | { readonly kind: 'polling' }
    | { readonly kind: 'webhook'; readonly url: string | undefined; readonly setting: string }
}

interface TelegramDeps {
  readonly clock: Clock
  readonly log: Pick<Log, 'info' | 'warn'>
  /** The state is another one than before. */
  readonly changed: () => void
  /** Whose menu has every command. Absent: there is no menu. */
  readonly owners?: Owners
}

/**
 * A Telegram bot as a channel, by long polling or a webhook. `start` resolves at the first state that says something:
 * open, or in which trouble; trouble is tried again for as long as the channel runs.
 */
export function createTelegram(
  { account, token, apiRoot, setting, mode = { kind: 'polling' } }: TelegramAccount,
  deps: TelegramDeps,
): Channel {
  const webhookUrl = mode.kind === 'webhook' ? mode.url : undefined
  const { clock, log, changed } = deps
  let state: ChannelState = { kind: 'off' }
  let session: Connection | undefined
  let address: ChannelAddress | undefined
  const menu = deps.owners && createMenu(deps.owners)
  let unwatch = () => {}

  function report(next: ChannelState): void {
    if (JSON.stringify(next) === JSON.stringify(state)) return
    state = next
    if (next.kind === 'ready') log.info('Telegram is connected.', { account })
    if ('reason' in next) log.warn(`Telegram: ${next.reason}`, { account })
    changed()
  }

  /** Hands over what an update holds; resolves when it is done with, be there something in it or not. */
  async function take(update: Update, bot: Bot, receive: Receive): Promise<void> {
    const { message, press, title } = read(update, bot)
    try {
      if (message) await receive.message({ channel: 'telegram', account, ...message })
      if (title) await receive.title({ channel: 'telegram', account, ...title })
      if (press) answer(update, await receive.press({ channel: 'telegram', account, ...press }))
    } catch (cause) {
      log.warn('A message from Telegram could not be stored', { account, error: toAppError(cause) })
      throw new NotStored('A message could not be stored.', { cause })
    }
  }

  /** Whoever pressed sees the notice. Nothing waits for that, and one that comes too late is not missed. */
  function answer({ callback_query: query }: Update, { notice }: { notice: string }): void {
    if (!query) return
    session?.client
      .ask(ANSWER_MS, (api, signal) =>
        api.answerCallbackQuery(query.id, { text: notice.slice(0, NOTICE_LIMIT) }, signal),
      )
      .catch(() => undefined)
  }

  /** Telegram shows the id of a group nowhere, and the owner needs it. */
  function tellGroup(update: Update, bot: Bot): void {
    const group = findNewGroup(update, bot)
    if (group === undefined) return
    const command = `openclaw contacts allow-group telegram ${group.id}`
    log.info(`The bot was added to the group "${group.title}". To let it answer there: ${command}`, {
      account,
    })
  }

  /** An update of a shape that nobody knows must not hold up all those behind it. */
  function read(update: Update, bot: Bot): Found {
    try {
      const found = {
        message: readUpdate(update, bot),
        press: readPress(update, bot),
        title: readTitle(update),
      }
      if (!found.message) tellGroup(update, bot)
      return found
    } catch (cause) {
      log.warn('An update from Telegram could not be read', { account, error: toAppError(cause) })
      return {}
    }
  }

  function publishMenu(): void {
    if (session) void menu?.(session.client)
  }

  const begin = (known: string, receive: Receive): Connection =>
    openConnection({
      token: known,
      apiRoot,
      webhookUrl,
      setting,
      clock,
      take: (update, bot) => take(update, bot, receive),
      meet: (bot) => {
        address = { name: `@${bot.username}`, url: `https://t.me/${bot.username}` }
        publishMenu()
      },
      report,
    })

  return {
    name: 'telegram',
    account,
    textLimit: TEXT_LIMIT,
    resendsSafely: false,
    capabilities: CAPABILITIES,
    keepsMs: KEEPS_MS,
    async start(message, press = async () => ({ notice: '' }), title = async () => {}) {
      if (token === undefined || token === '') return report(missingToken(setting))
      if (mode.kind === 'webhook' && webhookUrl === undefined) return report(missingHost(mode.setting))
      report({ kind: 'connecting' })
      session = begin(token, { message, press, title })
      unwatch = deps.owners?.watch(publishMenu) ?? unwatch
      await session.settled
    },
    async stop() {
      const ending = session
      session = undefined
      unwatch()
      await ending?.stop()
      if (!session) report({ kind: 'off' })
    },
    state: () => state,
    address: () => address,
    heardAt: () => session?.heardAt(),
    async fetchFile(handle, signal) {
      if (!session || !token) throw new AppError('channel_unavailable', 'Telegram is not connected.')
      return fetchFile({ client: session.client, token, apiRoot }, handle, signal)
    },
    webhook: async (request) => (session ? session.webhook(request) : { status: 503 }),
    turn: async (chatId) => session?.rate.turn(chatId),
    ...createPreviews(() => session),
    async send(message) {
      if (!session) return { kind: 'refused', reason: 'Telegram is not connected.', permanent: false }
      const { client, rate } = session
      const [file] = message.attachments ?? []
      const result = await (file ? sendFile(client, message, file) : sendMessage(client, message))
      rate.arrived(message.chatId)
      const wait = result.kind === 'refused' ? result.retryAfterMs : undefined
      if (wait !== undefined) rate.slower(message.chatId, wait)
      return result
    },
  }
}

/** What is handed over: each resolves when it is stored. */
interface Receive {
  readonly message: (message: InboundMessage) => Promise<void>
  readonly press: ReceivePress
  readonly title: ReceiveTitle
}

interface Found {
  readonly message?: ReturnType<typeof readUpdate>
  readonly press?: ReturnType<typeof readPress>
  readonly title?: ReturnType<typeof readTitle>
}
