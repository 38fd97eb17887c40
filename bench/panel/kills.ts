import { killInMidStream } from '../../e2e/house/kills.ts'
import type { Figure } from '../figures.ts'
import type { Scene } from './scene.ts'

/** The gateway killed in the middle of answers: after how many of them something was wrong in the view. */
export async function measureKills(scene: Scene, kills: number): Promise<Figure> {
  const page = await scene.openChat()
  const { wrong, gateway } = await killInMidStream(page, scene, { kills })
  for (const found of wrong) console.error(found)
  await page.context().close()
  await gateway.end()
  return {
    name: `of ${kills} kills in mid-stream, those that lost, doubled or moved something in the view`,
    unit: '',
    goal: 0,
    samples: [wrong.length],
  }
}
