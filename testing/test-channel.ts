/** One message as a chat platform hands it to its bots. */
export interface PlatformMessage {
  channel: string
  account: string
  eventId: string
  chatId: string
  chatKind: 'direct' | 'group'
  messageId: string
  senderId: string
  senderName: string
  text: string
  cursor: string
}

type Delivered = { messageId: string; chatId: string; text: string; idempotencyKey: string }
type SendResult =
  | { kind: 'sent'; messageId: string }
  | { kind: 'refused'; reason: string; retryAfterMs?: number; permanent: boolean }
  | { kind: 'uncertain'; reason: string }

/** What the next send meets: each is used up by one send. `hold` waits until `release` is called. */
export type SendFault =
  | { kind: 'refuse'; permanent: boolean; retryAfterMs?: number }
  | { kind: 'drop-after-accept' }
  | { kind: 'hold' }

/**
 * A chat platform in memory, with the habits of real ones: it numbers its events, sends again what was
 * not acknowledged, and may refuse, delay, or take a message and lose the answer. Whether one key twice is
 * one message is a platform's own (`knowsKeys`). It outlives the
 * gateways that connect to it.
 */
export function createTestPlatform(options: { textLimit?: number; knowsKeys?: boolean } = {}) {
  const events: PlatformMessage[] = []
  const delivered: Delivered[] = []
  const faults: SendFault[] = []
  const held: (() => void)[] = []
  let confirmed = 0
  let attempts = 0

  /** One gateway's connection to the platform. */
  function connect() {
    let receive: ((message: PlatformMessage) => Promise<void>) | undefined
    let reading: Promise<void> = Promise.resolve()

    async function read(): Promise<void> {
      while (receive && confirmed < events.length) {
        const event = events[confirmed]
        if (!event) return
        try {
          await receive(event)
        } catch {
          return
        }
        confirmed = Math.max(confirmed, Number(event.cursor))
      }
    }

    return {
      name: 'test',
      account: 'default',
      textLimit: options.textLimit ?? 1_000,
      resendsSafely: options.knowsKeys ?? false,
      capabilities: {
        edit: false,
        buttons: false,
        typing: false,
        drafts: false,
        threads: false,
        media: false,
      },
      async start(listener: (message: PlatformMessage) => Promise<void>) {
        receive = listener
        reading = read()
      },
      async stop() {
        receive = undefined
        await reading
      },
      state: () => ({ kind: receive ? ('ready' as const) : ('off' as const) }),
      async send(message: { chatId: string; text: string; idempotencyKey: string }): Promise<SendResult> {
        if (!receive) return { kind: 'refused', reason: 'not connected', permanent: false }
        attempts += 1
        const fault = faults.shift()
        if (fault?.kind === 'refuse') {
          const { permanent, retryAfterMs } = fault
          return {
            kind: 'refused',
            reason: 'refused by the platform',
            permanent,
            ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
          }
        }
        if (fault?.kind === 'hold') await new Promise<void>((resolve) => held.push(resolve))
        const known = options.knowsKeys
          ? delivered.find((other) => other.idempotencyKey === message.idempotencyKey)
          : undefined
        const messageId = known?.messageId ?? `out-${delivered.length + 1}`
        if (!known) delivered.push({ ...message, messageId })
        return fault?.kind === 'drop-after-accept'
          ? { kind: 'uncertain', reason: 'the connection broke before the answer' }
          : { kind: 'sent', messageId }
      },
      /** Reads what is waiting; resolves when the platform has nothing more for this connection. */
      async poll() {
        reading = reading.then(read)
        await reading
      },
    }
  }

  return {
    connect,
    /** Somebody writes. The platform numbers the event; `poll` or a new connection reads it. */
    write(message: Partial<PlatformMessage> & { text: string }): PlatformMessage {
      const number = events.length + 1
      const event: PlatformMessage = {
        channel: 'test',
        account: 'default',
        eventId: `event-${number}`,
        chatId: 'chat-1',
        chatKind: 'direct',
        messageId: `message-${number}`,
        senderId: 'sender-1',
        senderName: 'Sam',
        ...message,
        cursor: String(number),
      }
      events.push(event)
      return event
    },
    /** The same message once more, under a new event id. */
    repeat(message: PlatformMessage): PlatformMessage {
      const number = events.length + 1
      const event = { ...message, eventId: `event-${number}`, cursor: String(number) }
      events.push(event)
      return event
    },
    /** Forgets acknowledgements from this event on: the next read gets them again. */
    rewind(count: number) {
      confirmed = Math.max(confirmed - count, 0)
    },
    /** Shows its reader nothing of what it took so far, and no longer knows the keys of it. */
    forget: () => void delivered.splice(0),
    failNext: (...next: SendFault[]) => void faults.push(...next),
    /** Lets every held send go on. */
    release: () => {
      for (const resolve of held.splice(0)) resolve()
    },
    confirmed: () => confirmed,
    /** How many sends arrived, refused ones included. */
    attempts: () => attempts,
    delivered: () => [...delivered],
  }
}
