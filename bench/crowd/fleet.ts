import { openRawClient, textFrame } from './raw-client.ts'

/** What the measuring process asks of a fleet, and what the fleet answers. */
export interface FleetOrder {
  readonly port: number
  readonly token: string
  readonly topic: string
  readonly clients: number
}
export type FleetReport =
  | { kind: 'subscribed' }
  | { kind: 'arrivals'; arrivals: [index: number, at: number][] }

/** Milliseconds of a clock that all processes of the machine share. */
export const sharedNow = (): number => Number(process.hrtime.bigint()) / 1e6

const MARK = /"delta":"([^"]*)"/

/**
 * Runs as a process of its own: holds many clients that are subscribed to one session, and notes when
 * each of them got each piece `#<index>`. Any message from the parent asks for the report.
 */
function sail(order: FleetOrder): void {
  const arrivals: [number, number][] = []
  let subscribed = 0
  const report = (message: FleetReport): void => void process.send?.(message)
  const launch = (count: number): void => {
    if (count === 0) return
    const socket = openRawClient({
      port: order.port,
      token: order.token,
      onText(text) {
        if (text.startsWith('{"type":"welcome"')) {
          socket.write(textFrame({ type: 'subscribe', id: 's', topic: order.topic }))
        } else if (text.startsWith('{"type":"response"')) {
          subscribed += 1
          if (subscribed === order.clients) report({ kind: 'subscribed' })
          else launch(1)
        } else {
          const at = sharedNow()
          for (const piece of MARK.exec(text)?.[1]?.split('#') ?? []) {
            if (piece !== '') arrivals.push([Number.parseInt(piece, 10), at])
          }
        }
      },
    })
    launch(count - 1)
  }
  // A few at a time, each that is in lets the next one in.
  launch(1)
  process.on('message', () => report({ kind: 'arrivals', arrivals: arrivals.splice(0) }))
}

if (import.meta.main) sail(JSON.parse(process.argv[2] ?? '{}') as FleetOrder)
