import type { Figure } from '../figures.ts'
import { measureGiants } from './giants.ts'
import { measureKills } from './kills.ts'
import { measureFirstVisit, measureLongChat } from './opening.ts'
import { openScene, type Scene } from './scene.ts'
import { measureFlood, measureStreaming } from './streaming.ts'

/** Kills of the long proof. */
const KILLS = 50

/** The panel in a real browser over the built product. */
const measurePanel = (): Promise<Figure[]> =>
  inScene(async (scene) => [
    await measureFirstVisit(scene, 5),
    ...(await measureStreaming(scene)),
    await measureFlood(scene),
    ...(await measureGiants(scene)),
    ...(await measureLongChat(scene, 5)),
  ])

/** The panel while its gateway is killed again and again. */
export const measurePanelKills = (): Promise<Figure> => inScene((scene) => measureKills(scene, KILLS))

async function inScene<Measured>(measure: (scene: Scene) => Promise<Measured>): Promise<Measured> {
  const scene = await openScene()
  try {
    return await measure(scene)
  } finally {
    await scene.close()
  }
}

export const PANEL_BENCHES: Record<string, () => Promise<Figure | Figure[]>> = {
  panel: measurePanel,
  'panel-kills': measurePanelKills,
}
