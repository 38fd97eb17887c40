import type { Log } from '../log.ts'

/** What has been started, to be stopped in reverse. */
export interface Shutdown {
  add(name: string, stop: () => void | Promise<void>): void
  /** Stops everything once; a part that fails to stop does not keep the others from it. */
  run(log: Log | undefined): Promise<void>
}

export function createShutdown(): Shutdown {
  const parts: { name: string; stop: () => void | Promise<void> }[] = []
  return {
    add: (name, stop) => void parts.push({ name, stop }),
    async run(log) {
      for (const { name, stop } of parts.splice(0).reverse()) {
        try {
          await stop()
        } catch (error) {
          log?.error(`The ${name} did not stop cleanly.`, { error })
        }
      }
    },
  }
}
