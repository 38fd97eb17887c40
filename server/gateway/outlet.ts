import { WebSocket } from 'ws'
import { AppError } from '#protocol/errors.ts'
import { CLOSE, type ServerFrame } from '#protocol/frames.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Limits } from './limits.ts'

/** The way out of one connection: it never waits and never grows without bound. */
export interface Outlet {
  send(frame: ServerFrame): void
  /** An event that is already a frame's text. A reader that leaves too many of them unread is closed with 4413. */
  sendEvent(frame: Buffer): void
  /** Whether so much is unread that the pieces of an answer had better wait for a snapshot. */
  isBehind(): boolean
  close(code: number, reason: string): void
  isClosing(): boolean
}

/** A frame of this size is one big answer or snapshot, not a sign of a slow reader. */
const BIG_FRAME = 256 * 1024
/** How far below its limit a reader must come to count as caught up: else it would lose and catch up by turns. */
const CAUGHT_UP = 1 / 4
const CLOSE_GRACE_MS = 2_000
const TEXT = { binary: false }
/** A close reason may be 123 bytes long (RFC 6455, section 5.5). */
const REASON_BYTES = 123

export function createOutlet(
  socket: WebSocket,
  { clock, log, limits }: { clock: Clock; log: Log; limits: Limits },
): Outlet {
  const state = { bigBytes: 0, closing: false, behind: false }
  const unread = (): number => Math.max(0, socket.bufferedAmount - state.bigBytes)

  const close = (code: number, reason: string): void => {
    if (state.closing) return
    state.closing = true
    socket.close(
      code,
      Buffer.from(reason)
        .subarray(0, REASON_BYTES)
        .toString('utf8')
        .replace(/(?<!\ufffd)\ufffd+$/, ''),
    )
    // A peer that does not answer the close keeps nothing of ours.
    const timer = setTimeout(() => socket.terminate(), CLOSE_GRACE_MS)
    timer.unref()
    socket.once('close', () => clearTimeout(timer))
  }

  const write = (text: Buffer): void => {
    if (state.closing || socket.readyState !== WebSocket.OPEN) return
    if (text.length < BIG_FRAME) return void socket.send(text, TEXT)
    state.bigBytes += text.length
    socket.send(text, TEXT, () => {
      state.bigBytes -= text.length
    })
  }

  const isTooSlow = (): boolean => unread() > limits.unreadBytes || state.bigBytes > 8 * limits.unreadBytes

  /** Lets go of a reader that takes nothing more; its pings would find it later. */
  const watchForStall = (before: number): void => {
    clock.after(limits.stalledMs, () => {
      if (!state.behind || state.closing || socket.readyState !== WebSocket.OPEN) return
      const now = unread()
      if (now >= before) close(CLOSE.tooSlow, 'Nothing was read for too long.')
      else watchForStall(now)
    })
  }

  return {
    close,
    isClosing: () => state.closing || socket.readyState !== WebSocket.OPEN,
    isBehind() {
      const before = state.behind
      const bytes = unread()
      state.behind = bytes > (before ? limits.unreadPieceBytes * CAUGHT_UP : limits.unreadPieceBytes)
      if (state.behind && !before) watchForStall(bytes)
      return state.behind
    },
    send(frame) {
      // Answers are held back too: whoever asks without reading is as slow as any reader.
      if (isTooSlow()) return close(CLOSE.tooSlow, 'Too much was left unread.')
      write(Buffer.from(serialise(frame, log)))
    },
    sendEvent(frame) {
      if (isTooSlow()) return close(CLOSE.tooSlow, 'Too much was left unread.')
      write(frame)
    },
  }
}

function serialise(frame: ServerFrame, log: Log): string {
  try {
    return JSON.stringify(frame)
  } catch (error) {
    log.error('An answer could not be written as JSON', { error })
    const id = frame.type === 'response' ? frame.id : ''
    const failure = new AppError('internal', 'The answer could not be written. The log has the details.')
    return JSON.stringify({ type: 'response', id, ok: false, error: failure.toShape() })
  }
}
