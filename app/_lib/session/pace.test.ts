import { expect, it } from 'vitest'
import { createPace } from './pace.ts'

/** A window whose frames come when they are asked for. */
function createFrames(visibilityState: string) {
  const waiting: ((now: number) => void)[] = []
  return {
    document: { visibilityState },
    requestAnimationFrame: (draw: (now: number) => void) => waiting.push(draw),
    show(now: number) {
      for (const draw of waiting.splice(0)) draw(now)
    },
  }
}

it('draws at the next frame, and what comes right after it 40 ms later', () => {
  const frames = createFrames('visible')
  const schedule = createPace(frames)
  const drawn: number[] = []
  const draw = () => {
    drawn.push(clock)
    schedule(draw)
  }
  let clock = 0
  schedule(draw)
  for (; clock <= 120; clock += 16) frames.show(clock)
  expect(drawn).toEqual([0, 48, 96])
})

it('moves on in a hidden page, which gets no frames', async () => {
  const schedule = createPace(createFrames('hidden'))
  await new Promise<void>(schedule)
})
