import type { Figure } from '../figures.ts'
import { measureStart, measureStream } from './answers.ts'
import { measureBurst } from './burst.ts'
import { measureCut } from './cut.ts'
import { measureIdle } from './idle.ts'
import { stage } from './scene.ts'

/** What the Telegram channel promises, against a Bot API on loopback that keeps the real one's pace. */
export async function measureTelegram(): Promise<Figure[]> {
  const scene = await stage()
  const figures: Figure[] = []
  try {
    figures.push(
      await measureStart(scene, 50),
      ...(await measureStream(scene)),
      ...(await measureBurst(scene, { chats: 50, each: 10 })),
      ...(await measureCut(scene)),
    )
  } finally {
    await scene.close()
  }
  return [...figures, ...(await measureIdle(3))]
}
