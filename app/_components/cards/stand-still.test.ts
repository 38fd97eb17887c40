import { describe, expect, it } from 'vitest'
import { createManualClock } from '#testing/manual-clock.ts'
import { awaitSeen, type Sight, standStill } from './stand-still.ts'

/** Where a button can be pressed that comes and goes: after how many milliseconds of which stay, and at the end. */
function listPresses(stand: typeof standStill): string[] {
  const clock = createManualClock()
  const presses: string[] = []
  const view = { isArmed: false, move: (_isInView: boolean): void => {} }
  const end = stand(
    {
      after: clock.after,
      watch(changed) {
        view.move = changed
        return () => presses.push('unwatched')
      },
    },
    (isStill) => {
      view.isArmed = isStill
    },
  )
  const press = (when: string): void => void (view.isArmed && presses.push(when))
  press('before it was seen')
  view.move(true)
  press('as it slides under the finger')
  clock.advance(499)
  press('a moment too early')
  view.move(false)
  view.move(true)
  clock.advance(499)
  press('too early after it came back')
  clock.advance(1)
  press('after half a second in view')
  view.move(false)
  clock.advance(10_000)
  press('out of view')
  view.move(true)
  end()
  clock.advance(10_000)
  press('after its end')
  return presses
}

describe('A13: a button that decides', () => {
  it('can be pressed after it has stood in view for half a second, and at no other time', () => {
    expect(listPresses(standStill)).toEqual(['after half a second in view', 'unwatched'])
  })

  it('planted bugs: one that is ready at once, one that counts the time out of view, are found out', () => {
    const ready: typeof standStill = (view, say) => {
      say(true)
      return view.watch(() => {})
    }
    const counting: typeof standStill = (view, say) => {
      view.after(500, () => say(true))
      return view.watch(() => {})
    }
    expect(listPresses(ready)).toContain('as it slides under the finger')
    expect(listPresses(counting)).toContain('too early after it came back')
  })
})

/** What is said of the beginning of a question: hidden at first, passed by, seen, and out of view again. */
function listSights(follow: typeof awaitSeen): Sight[] {
  const clock = createManualClock()
  const sights: Sight[] = []
  let move = (_isInView: boolean): void => {}
  const watch = (changed: typeof move) => {
    move = changed
    return () => undefined
  }
  follow({ after: clock.after, watch }, (sight) => sights.push(sight))
  move(false)
  clock.advance(10_000)
  move(true)
  clock.advance(499)
  move(false)
  move(true)
  clock.advance(500)
  move(false)
  clock.advance(10_000)
  return sights
}

describe('E8: the beginning of a question that is higher than the window', () => {
  it('was seen after half a second in view, and stays so', () => {
    expect(listSights(awaitSeen)).toEqual(['unseen', 'coming', 'unseen', 'coming', 'seen'])
  })

  it('planted bug: one that counts as read unseen is found out', () => {
    const trusting: typeof awaitSeen = ({ watch }, say) => {
      say('seen')
      return watch(() => {})
    }
    expect(listSights(trusting)).not.toEqual(listSights(awaitSeen))
  })
})
