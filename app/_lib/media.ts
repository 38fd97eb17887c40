import { AppError, type ErrorCode, errorShape } from '#protocol/errors.ts'
import { type MediaUpload, mediaUpload } from '#protocol/media.ts'
import { ConnectionLost } from './gateway/connection-lost.ts'
import { readBrowserKey } from './storage.ts'

const STATUS: Partial<Record<number, ErrorCode>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  413: 'too_large',
  429: 'too_many',
}

/**
 * Gives a file to the gateway, which keeps it until a message names it. `onProgress` hears the share that has
 * left. Rejects with the gateway's own error, or ConnectionLost.
 */
export function uploadFile(
  file: File,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (share: number) => void },
): Promise<MediaUpload> {
  return new Promise((resolve, reject) => {
    // Nothing else tells how far a body has gone.
    const request = new XMLHttpRequest()
    request.open('POST', '/media')
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.setRequestHeader('x-file-name', encodeURIComponent(file.name))
    request.setRequestHeader('x-browser-key', readBrowserKey() ?? '')
    request.responseType = 'json'
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0)
    request.onload = () => {
      const kept = mediaUpload.safeParse(request.response)
      if (request.status === 200 && kept.success) return resolve(kept.data)
      reject(readRefusal(request.status, request.response))
    }
    request.onerror = () => reject(new ConnectionLost())
    request.onabort = () => reject(signal.reason)
    signal.addEventListener('abort', () => request.abort(), { once: true })
    request.send(file)
  })
}

/** The bytes of a kept file. A page can't name its key in an address, so they are fetched. */
export async function fetchFile(mediaId: string, signal?: AbortSignal): Promise<Blob> {
  const response = await fetch(`/media/${encodeURIComponent(mediaId)}`, {
    headers: { 'x-browser-key': readBrowserKey() ?? '' },
    ...(signal ? { signal } : {}),
  })
  if (!response.ok) throw readRefusal(response.status, await response.json().catch(() => undefined))
  return response.blob()
}

function readRefusal(status: number, body: unknown): AppError {
  const told = typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined
  const shape = errorShape.safeParse(told)
  if (shape.success) return new AppError(shape.data.code, shape.data.message)
  return new AppError(STATUS[status] ?? 'internal', `The gateway answered ${status}.`)
}
