import type { Page } from '@playwright/test'

/** What a page did while it was watched, in milliseconds. */
export interface Watched {
  /** From one frame to the next. */
  readonly frames: readonly number[]
  readonly longTasks: readonly number[]
  /** From a key to the picture that shows it. */
  readonly keys: readonly number[]
}

interface Watching {
  openclawWatch: { frames: number[]; longTasks: number[]; keys: number[]; isOn: boolean }
}

/** Counts frames, long tasks and keys from now on. */
export async function startWatch(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen = { frames: [] as number[], longTasks: [] as number[], keys: [] as number[], isOn: true }
    Object.assign(globalThis, { openclawWatch: seen })
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) seen.longTasks.push(duration)
    }).observe({ type: 'longtask' })
    const events = new PerformanceObserver((list) => {
      for (const { name, duration } of list.getEntries()) if (name === 'keydown') seen.keys.push(duration)
    })
    events.observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit)
    let last = performance.now()
    const step = (now: number) => {
      seen.frames.push(now - last)
      last = now
      if (seen.isOn) requestAnimationFrame(step)
    }
    requestAnimationFrame((now) => {
      last = now
      requestAnimationFrame(step)
    })
  })
}

export function endWatch(page: Page): Promise<Watched> {
  return page.evaluate(() => {
    const { openclawWatch: seen } = globalThis as unknown as Watching
    seen.isOn = false
    return { frames: seen.frames, longTasks: seen.longTasks, keys: seen.keys }
  })
}
