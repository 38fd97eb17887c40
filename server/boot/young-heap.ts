import { setFlagsFromString } from 'node:v8'

/**
 * Keeps the part of the heap for new values at the size that the start took (16 MB). By itself V8 doubles
 * it with every rush, up to 128 MB, and does not give that back: a flood would leave its size behind,
 * though nothing of the flood is kept. The factor is one of the few sizes that V8 reads while it runs.
 */
export function boundYoungHeap(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}
