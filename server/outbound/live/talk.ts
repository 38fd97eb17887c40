import type { Channel, Place, SendResult } from '../../channels/channel.ts'
import type { Clock } from '../../clock.ts'
import { previewText } from './preview-text.ts'

/** How long after its start a run shows a sign of itself: what is answered at once needs none. */
const FIRST_MS = 200
/**
 * Between two states of an answer, and between two looks at it, in milliseconds. A little more than the gap that the
 * slowest platform keeps in a chat (server/channels/telegram/rate.ts), or every second state would come too early.
 */
const PACE_MS = 1_250
/** "Typing" is seen for five seconds on Telegram, for longer elsewhere. */
const TYPING_MS = 4_000

/** One answer in the making as its chat sees it. */
export interface Talk {
  /** There is more of the answer, or the run works again. */
  wake(): void
  /** The run waits for the owner: it is not typing. */
  rest(): void
  /** Shows nothing more; resolves when what was on its way is settled. */
  close(): Promise<void>
}

/** Where a talk is, and how it is shown there. */
export interface TalkPlace {
  readonly channel: Channel
  readonly place: Place
  readonly isDirect: boolean
}

export function startTalk(
  { channel, place, isDirect }: TalkPlace,
  deps: {
    clock: Clock
    /** Positive, another one for each run. */
    draftId: number
    /** The message that showed it before, in an earlier process. */
    messageId: string | undefined
    /** The answer as far as it has come. */
    text: () => string
    /** Stores which message shows it. */
    remember: (messageId: string) => void
    /** Nothing more is shown. */
    failed: (cause: unknown) => void
  },
): Talk {
  const { clock } = deps
  const { capabilities, textLimit: limit } = channel
  let messageId = deps.messageId
  let way: 'draft' | 'message' | 'none' = pickWay()
  let shown = ''
  let signAt = Number.NEGATIVE_INFINITY
  let isResting = false
  let isClosed = false
  let isLooking = false
  let cancel: (() => void) | undefined
  let working: Promise<void> = Promise.resolve()

  function pickWay(): 'draft' | 'message' | 'none' {
    if (capabilities.drafts && isDirect && messageId === undefined) return 'draft'
    return capabilities.edit ? 'message' : 'none'
  }

  function schedule(ms: number): void {
    if (isClosed || isLooking || cancel) return
    cancel = clock.after(ms, () => {
      cancel = undefined
      isLooking = true
      working = look().then(goOn, giveUp)
    })
  }

  function goOn({ pauseMs }: { pauseMs?: number }): void {
    isLooking = false
    if (pauseMs !== undefined || !isResting) schedule(pauseMs ?? PACE_MS)
  }

  function giveUp(cause: unknown): void {
    isLooking = false
    isClosed = true
    deps.failed(cause)
  }

  async function look(): Promise<{ pauseMs?: number }> {
    const wish =
      way === 'none' ? '' : previewText(deps.text(), { limit, keeps: way === 'draft' ? 'end' : 'start' })
    if (wish !== '' && wish !== shown) return show(wish)
    if (isResting) return {}
    if (capabilities.typing && clock.now() - signAt >= TYPING_MS) {
      signAt = clock.now()
      await channel.typing?.(place)
    }
    return { pauseMs: PACE_MS }
  }

  async function show(text: string): Promise<{ pauseMs: number }> {
    const result = await send(text)
    if (result.kind === 'sent') {
      shown = text
      signAt = clock.now()
      if (way === 'message' && messageId === undefined) {
        messageId = result.messageId
        deps.remember(messageId)
      }
    } else if (result.kind === 'refused' && !result.permanent) {
      return { pauseMs: Math.max(PACE_MS, result.retryAfterMs ?? 0) }
    } else if (result.kind === 'refused') {
      way = way === 'draft' && capabilities.edit ? 'message' : 'none'
    } else if (way === 'message' && messageId === undefined) {
      // It may stand in the chat, and a second one must not.
      way = 'none'
    }
    return { pauseMs: PACE_MS }
  }

  async function send(text: string): Promise<SendResult> {
    const shownBy = messageId === undefined ? {} : { messageId }
    const result =
      way === 'draft'
        ? channel.draft?.({ ...place, text, draftId: deps.draftId })
        : channel.show?.({ ...place, text, ...shownBy })
    return (await result) ?? { kind: 'refused', reason: 'There is no such way.', permanent: true }
  }

  schedule(FIRST_MS)

  return {
    wake() {
      isResting = false
      schedule(PACE_MS)
    },
    rest() {
      isResting = true
    },
    async close() {
      isClosed = true
      cancel?.()
      await working
    },
  }
}
