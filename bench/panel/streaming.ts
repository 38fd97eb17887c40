import { setTimeout as sleep } from 'node:timers/promises'
import { type Step, text } from '#testing/model-vendor/turn.ts'
import { type Figure, percentile } from '../figures.ts'
import { type Scene, say } from './scene.ts'
import { endWatch, startWatch, type Watched } from './watch.ts'

/** A token has about this many characters. */
const TOKEN = 4
/** Tokens of one delta come together, as vendors send them. */
const DELTAS_PER_SECOND = 50

const SAMPLE = `## Part of the answer

A paragraph with **bold**, *italics*, \`code\` and a [link](https://example.com), long enough to wrap over more
than one line of the column, as they do. 中文混排的一段话，**注意：**加粗在这里也要正确。

| name | value | note |
| ---- | ----- | ---- |
| port | 18789 | loopback only |
| 名称 | 值 | 说明 |

1. first of all
2. and then
   - a nested one
   - another

\`\`\`ts
export function add(a: number, b: number): number {
  return a + b // as one would
}
\`\`\`

`

/** 1,000 tokens a second for 25 s, markdown of every kind, while somebody types. */
export async function measureStreaming(scene: Scene): Promise<Figure[]> {
  const seconds = 25
  const page = await scene.openChat()
  scene.vendor.script([streamOf(SAMPLE, { tokensPerSecond: 1_000, seconds })])
  await say(page, 'go')
  await page.getByRole('log').getByText('Part of the answer').first().waitFor()
  await startWatch(page)
  await typeFor(page, seconds - 2)
  const seen = await endWatch(page)
  // A list that no longer grows in view would be an easy one.
  const hasLeft = await page.getByRole('button', { name: 'Jump to the newest message' }).isVisible()
  await page.context().close()
  if (hasLeft) throw new Error('the conversation was not followed to its end')
  return figuresOf(seen)
}

function figuresOf({ frames, longTasks, keys }: Watched): Figure[] {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
  const stream = 'at 1,000 tokens/s for 25 s'
  return [
    // 50 frames a second.
    {
      name: `a frame ${stream}, mean`,
      unit: 'ms',
      goal: 20,
      samples: [sum(frames) / Math.max(1, frames.length)],
    },
    { name: `long tasks in all ${stream}`, unit: 'ms', goal: 500, samples: [sum(longTasks)] },
    // Keys that are drawn within a frame are not reported, so the figure is of those that were late.
    {
      name: `a key typed ${stream}, 98 of 100`,
      unit: 'ms',
      goal: 100,
      samples: [percentile(keys, 0.98) || 16],
    },
  ]
}

/** 5,000 tokens a second from the vendor, each numbered: how many do not stand in the page, in order. */
export async function measureFlood(scene: Scene): Promise<Figure> {
  const count = 20_000
  const page = await scene.openChat()
  const words = Array.from({ length: count }, (_, index) => `w${index} `)
  scene.vendor.script([paced(groupsOf(words, 100), 50)])
  await say(page, 'go')
  await page.locator('article[data-status=completed]').waitFor({ timeout: 60_000 })
  const shown = await page.locator('article[data-status=completed]').evaluate((article) => {
    return article.textContent?.match(/w\d+/g) ?? []
  })
  const wrong = words.filter((word, index) => shown[index] !== word.trim()).length
  await page.context().close()
  return {
    name: 'tokens lost or out of place of 20,000 at 5,000/s',
    unit: '',
    goal: 0,
    samples: [wrong + Math.max(0, shown.length - count)],
  }
}

async function typeFor(page: Awaited<ReturnType<Scene['openChat']>>, seconds: number): Promise<void> {
  const end = performance.now() + seconds * 1_000
  await page.locator('#composer').focus()
  for (let index = 0; performance.now() < end; index += 1) {
    await page.keyboard.type(index % 12 === 11 ? ' ' : 'x')
    await sleep(90)
  }
}

function streamOf(
  sample: string,
  { tokensPerSecond, seconds }: { tokensPerSecond: number; seconds: number },
) {
  const size = (tokensPerSecond * TOKEN) / DELTAS_PER_SECOND
  const whole = sample.repeat(Math.ceil((tokensPerSecond * TOKEN * seconds) / sample.length))
  const deltas = Array.from({ length: seconds * DELTAS_PER_SECOND }, (_, index) =>
    whole.slice(index * size, (index + 1) * size),
  )
  return paced(
    deltas.map((delta) => [delta]),
    DELTAS_PER_SECOND,
  )
}

/** Groups of deltas at their times, whatever the sending takes. */
function paced(groups: readonly (readonly string[])[], perSecond: number): Step[] {
  let start = 0
  return groups.flatMap((deltas, index) => {
    const due = () => {
      start ||= performance.now()
      return start + (index * 1_000) / perSecond - performance.now()
    }
    return [lazily(() => sleep(Math.max(0, due()))), text(deltas)]
  })
}

const lazily = (until: () => Promise<unknown>): Step => ({ type: 'wait', until })

function groupsOf(words: readonly string[], size: number): string[][] {
  return Array.from({ length: Math.ceil(words.length / size) }, (_, index) =>
    words.slice(index * size, (index + 1) * size),
  )
}
