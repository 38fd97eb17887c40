import type { Figure } from '../figures.ts'
import { measureFirstVisit, measureLongChat } from './opening.ts'
import { openScene } from './scene.ts'
import { measureFlood, measureStreaming } from './streaming.ts'

/** The panel in a real browser over the built product. */
export async function measurePanel(): Promise<Figure[]> {
  const scene = await openScene()
  try {
    return [
      await measureFirstVisit(scene, 5),
      ...(await measureStreaming(scene)),
      await measureFlood(scene),
      ...(await measureLongChat(scene, 5)),
    ]
  } finally {
    await scene.close()
  }
}
