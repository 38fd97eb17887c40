import WebSocket from 'ws'
import type * as z from 'zod'
import { fromShape } from '#protocol/errors.ts'
import { type eventFrame, type ServerFrame, serverFrame } from '#protocol/frames.ts'

type EventFrame = z.infer<typeof eventFrame>

/** A client of gateway protocol v1, as plain as one in another language would be. */
export interface GatewayClient {
  readonly welcome: ServerFrame
  request<T>(method: string, params?: unknown): Promise<T>
  subscribe(topic: string, after?: { epoch: string; seq: number }): Promise<{ epoch: string; seq: number }>
  /** Every event so far, in order of arrival. */
  readonly events: EventFrame[]
  /** The first event, seen or to come, that satisfies the condition. Rejects after `timeoutMs` (30 s). */
  event(matches: (event: EventFrame) => boolean, timeoutMs?: number): Promise<EventFrame>
  readonly closed: Promise<{ code: number }>
  close(): void
}

/** Connects and says hello. Rejects when the gateway closes the line instead of a welcome. */
export async function connectClient(port: number, token: string): Promise<GatewayClient> {
  const socket = new WebSocket(`ws://localhost:${port}/ws`)
  const events: EventFrame[] = []
  const open = new Map<string, { resolve: (value: never) => void; reject: (error: Error) => void }>()
  const watchers = new Set<(event: EventFrame) => void>()
  let nextId = 1

  const closed = new Promise<{ code: number }>((resolve) => {
    socket.on('close', (code) => {
      resolve({ code })
      for (const waiting of open.values()) waiting.reject(new Error(`the gateway closed the line (${code})`))
      open.clear()
    })
  })
  const welcome = new Promise<ServerFrame>((resolve, reject) => {
    socket.on('error', reject)
    closed.then(({ code }) => reject(new Error(`closed before welcome (${code})`)), reject)
    socket.on('open', () => {
      const client = { name: 'test', version: '1' }
      socket.send(JSON.stringify({ type: 'hello', protocol: 1, client, auth: { token } }))
    })
    socket.on('message', (data) => {
      const frame = serverFrame.parse(JSON.parse(String(data)))
      if (frame.type === 'welcome') return resolve(frame)
      if (frame.type === 'event') {
        events.push(frame)
        for (const watch of watchers) watch(frame)
        return
      }
      const waiting = open.get(frame.id)
      open.delete(frame.id)
      if (frame.ok) waiting?.resolve(frame.result as never)
      else waiting?.reject(fromShape(frame.error))
    })
  })

  function ask<T>(frame: Record<string, unknown>): Promise<T> {
    const id = String(nextId++)
    return new Promise<T>((resolve, reject) => {
      open.set(id, { resolve, reject })
      socket.send(JSON.stringify({ ...frame, id }))
    })
  }

  return {
    welcome: await welcome,
    request: (method, params) => ask({ type: 'request', method, params: params ?? {} }),
    subscribe: (topic, after) => ask({ type: 'subscribe', topic, ...(after ? { after } : {}) }),
    events,
    event(matches, timeoutMs = 30_000) {
      const seen = events.find(matches)
      if (seen) return Promise.resolve(seen)
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          watchers.delete(watch)
          reject(
            new Error(`no such event within ${timeoutMs} ms; last: ${JSON.stringify(events.at(-1)?.event)}`),
          )
        }, timeoutMs)
        const watch = (event: EventFrame): void => {
          if (!matches(event)) return
          clearTimeout(timer)
          watchers.delete(watch)
          resolve(event)
        }
        watchers.add(watch)
      })
    },
    closed,
    close: () => socket.close(),
  }
}
