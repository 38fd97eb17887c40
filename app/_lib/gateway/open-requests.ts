import { type ErrorShape, fromShape } from '#protocol/errors.ts'
import { ConnectionLost } from './connection-lost.ts'

const ANSWER_TIMEOUT_MS = 30_000

export interface OpenRequests {
  /** Registers a request and returns its id and the promise of its answer. */
  open(): { id: string; answer: Promise<unknown> }
  resolve(id: string, result: unknown): void
  reject(id: string, error: ErrorShape): void
  /** The connection is gone: every open request rejects with `ConnectionLost`. */
  abandon(): void
}

/** Matches answers to requests by id. */
export function createOpenRequests(): OpenRequests {
  const open = new Map<
    string,
    {
      resolve: (value: unknown) => void
      reject: (error: Error) => void
      timer: ReturnType<typeof setTimeout>
    }
  >()
  let next = 1

  function take(id: string) {
    const request = open.get(id)
    if (request) clearTimeout(request.timer)
    open.delete(id)
    return request
  }

  return {
    open() {
      const id = String(next++)
      const answer = new Promise<unknown>((resolve, reject) => {
        const timer = setTimeout(() => take(id)?.reject(new ConnectionLost()), ANSWER_TIMEOUT_MS)
        open.set(id, { resolve, reject, timer })
      })
      return { id, answer }
    },
    resolve: (id, result) => take(id)?.resolve(result),
    reject: (id, error) => take(id)?.reject(fromShape(error)),
    abandon() {
      for (const id of [...open.keys()]) take(id)?.reject(new ConnectionLost())
    },
  }
}
